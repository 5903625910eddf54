//! Connections from the notification service to one webhook: kept alive, counted, cut at will.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::response::Parts;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::Traffic;
use crate::server::Tasks;
use crate::wire::{Meter, Wire};

/// The longest answer that is read.
const LONGEST: usize = 1 << 20;

/// Idle connections to one place.
#[derive(Debug)]
pub(crate) struct Lines {
    host: String,
    port: u16,
    idle: Mutex<Vec<Line>>,
    tasks: Tasks,
    /// Ends every connection.
    scope: CancellationToken,
}

/// One connection. It is closed when this is dropped.
#[derive(Debug)]
struct Line {
    sender: http1::SendRequest<Full<Bytes>>,
    meter: Arc<Meter>,
    used: bool,
    _cut: DropGuard,
}

/// What came back, and what it cost.
pub(crate) type Reply = (Result<(Parts, Bytes), String>, Traffic);

impl Lines {
    pub(crate) fn new(host: &str, port: u16, tasks: Tasks, scope: CancellationToken) -> Self {
        let host = host.trim_matches(['[', ']']).to_owned();
        Self { host, port, idle: Mutex::default(), tasks, scope }
    }

    /// Sends a request and reads its answer. Dropping the future cuts the connection.
    pub(crate) async fn exchange(&self, request: &Request<Full<Bytes>>) -> Reply {
        let mut traffic = Traffic::default();
        loop {
            let mut line = match self.line().await {
                Ok(line) => line,
                Err(error) => return (Err(connect_error(&error)), traffic),
            };
            let answer = line.ask(request.clone()).await;
            let (from_bot, to_bot) = line.meter.take();
            traffic += Traffic { from_bot, to_bot };
            match answer {
                // The bot had closed a connection that was kept alive, and saw nothing of the request.
                Err(error) if line.used && error.is_canceled() => {}
                Err(_) => return (Err("Connection closed".to_owned()), traffic),
                Ok(answer) => {
                    line.used = true;
                    self.idle().push(line);
                    return (Ok(answer), traffic);
                }
            }
        }
    }

    /// The same, but the connection ends after `time` at the latest, and nothing of the answer is believed.
    pub(crate) async fn exchange_cut(&self, request: &Request<Full<Bytes>>, time: Duration) -> Reply {
        let Ok(mut line) = self.connect().await else {
            return (Err("Connection refused".to_owned()), Traffic::default());
        };
        let _ = tokio::time::timeout(time, line.ask(request.clone())).await;
        let (from_bot, to_bot) = line.meter.take();
        (Err("Connection closed".to_owned()), Traffic { from_bot, to_bot })
    }

    /// Throws bytes at the bot and hangs up.
    pub(crate) async fn throw(&self, bytes: &[u8]) -> Reply {
        let sent = async {
            let mut stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            stream.write_all(bytes).await?;
            stream.shutdown().await
        };
        let to_bot = sent.await.map_or(0, |()| bytes.len() as u64);
        (Err("Connection closed".to_owned()), Traffic { from_bot: 0, to_bot })
    }

    async fn line(&self) -> io::Result<Line> {
        loop {
            let Some(mut line) = self.idle().pop() else { return self.connect().await };
            if line.sender.ready().await.is_ok() {
                return Ok(line);
            }
        }
    }

    async fn connect(&self) -> io::Result<Line> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        let meter = Arc::new(Meter::default());
        let wire = TokioIo::new(Wire::new(stream, Arc::clone(&meter)));
        let (sender, connection) = http1::handshake(wire).await.map_err(io::Error::other)?;
        let cut = self.scope.child_token();
        let life = cut.clone();
        self.tasks.spawn(async move { drop(life.run_until_cancelled(connection).await) });
        Ok(Line { sender, meter, used: false, _cut: cut.drop_guard() })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Line>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    async fn ask(&mut self, request: Request<Full<Bytes>>) -> Result<(Parts, Bytes), hyper::Error> {
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        // A longer answer is not an answer to a push; its status still counts.
        let body = Limited::new(body, LONGEST).collect().await.map(|body| body.to_bytes());
        match body.map_err(|error| error.downcast::<hyper::Error>()) {
            Ok(body) => Ok((parts, body)),
            Err(Ok(error)) => Err(*error),
            Err(Err(_too_long)) => Ok((parts, Bytes::new())),
        }
    }
}

fn connect_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "Connection refused".to_owned(),
        kind => format!("Can't connect: {kind}"),
    }
}
