//! A listener and its connections: the thin part under both services.
//!
//! Every connection is a task of the network's tracker and ends with the network.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::wire::{Meter, Wire};

/// Tasks that end together.
#[derive(Clone, Debug)]
pub(crate) struct Tasks {
    pub(crate) stop: CancellationToken,
    tracker: TaskTracker,
    runtime: tokio::runtime::Handle,
}

impl Tasks {
    /// Must be called inside a runtime: all tasks run there, whoever starts them.
    pub(crate) fn new() -> Self {
        let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
        Self { stop, tracker, runtime: tokio::runtime::Handle::current() }
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        let whole = async move {
            // `None`: the network has ended before the task, which is as good.
            let _ = stop.run_until_cancelled(task).await;
        };
        self.tracker.spawn_on(whole, &self.runtime);
    }

    pub(crate) async fn end(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// Whatever answers requests.
pub(crate) trait Respond: Send + Sync + 'static {
    fn respond(
        self: Arc<Self>,
        request: Request<Incoming>,
        meter: Arc<Meter>,
    ) -> impl Future<Output = Response<Full<Bytes>>> + Send;
}

/// Accepts connections until the tasks end.
pub(crate) async fn serve(listener: TcpListener, tasks: Tasks, service: Arc<impl Respond>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => tasks.spawn(connection(stream, Arc::clone(&service))),
            Err(error) => {
                tracing::warn!(%error, "A connection could not be accepted.");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, service: Arc<impl Respond>) {
    // Without this a small answer may wait 40 ms for the other side's acknowledgement, which no figure should hold.
    let _ = stream.set_nodelay(true);
    let meter = Arc::new(Meter::default());
    let wire = TokioIo::new(Wire::new(stream, Arc::clone(&meter)));
    let answer = service_fn(move |request| {
        let answer = Arc::clone(&service).respond(request, Arc::clone(&meter));
        async move { Ok::<_, Infallible>(answer.await) }
    });
    if let Err(error) = http1::Builder::new().serve_connection(wire, answer).await {
        tracing::debug!(%error, "A connection ended early.");
    }
}
