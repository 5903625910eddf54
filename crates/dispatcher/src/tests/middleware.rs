//! Layers go around handlers, in the order in which they are written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use futures::future::BoxFuture;
use pollhook_core::{BoxError, Context, Error, Outcome, ReasonKind};
use tower::{Layer, Service, ServiceBuilder};

use super::{Log, Rig, said};
use crate::{App, Attempt, FromFn, Handled, Next, from_fn, message};

type Handling = BoxFuture<'static, Result<Handled, Error>>;

fn noting(log: &Log, name: &'static str) -> FromFn<impl Fn(Context, Next) -> Handling + use<>> {
    let log = log.clone();
    from_fn(move |cx: Context, next: Next| -> Handling {
        let log = log.clone();
        Box::pin(async move {
            log.add(format!("{name}: {}", cx.event().id()));
            let handled = next.run(cx).await;
            log.add(format!("{name} is left"));
            handled
        })
    })
}

#[tokio::test(start_paused = true)]
async fn the_first_layer_is_the_outermost_and_those_around_a_nest_come_first() {
    let log = Log::default();
    let handler = {
        let log = log.clone();
        move || {
            log.add("handler");
            async {}
        }
    };
    let inner = App::new().on(message(), handler).layer(noting(&log, "inner"));
    let app = App::new().layer(noting(&log, "first")).nest(message(), inner).layer(noting(&log, "second"));
    assert_eq!(Rig::new(app).emit(said(1, "hi")).await, Outcome::Accepted(None));
    let expected = ["first: 1", "second: 1", "inner: 1", "handler", "inner is left", "second is left", "first is left"];
    assert_eq!(log.lines(), expected);
}

/// A `tower` layer whose service speaks of errors as most of them do: in a box.
#[derive(Clone)]
struct Boxing;

#[derive(Clone)]
struct BoxingService<V>(V);

impl<V> Layer<V> for Boxing {
    type Service = BoxingService<V>;

    fn layer(&self, inner: V) -> Self::Service {
        BoxingService(inner)
    }
}

impl<V: Service<Context, Error: Into<BoxError>, Future: Send + 'static, Response: 'static>> Service<Context>
    for BoxingService<V>
{
    type Response = V::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<V::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, cx: Context) -> Self::Future {
        let work = self.0.call(cx);
        Box::pin(async move { work.await.map_err(Into::into) })
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_error_says_about_trying_again_survives_any_layer() {
    let app = App::new()
        .on(message(), |Attempt(n): Attempt| async move {
            Err::<(), _>(if n == 1 { Error::retry(Duration::from_secs(9), "busy") } else { Error::permanent("no use") })
        })
        .layer(ServiceBuilder::new().layer(Boxing).layer(Boxing).into_inner());
    let rig = Rig::new(app);
    let begun = tokio::time::Instant::now();
    assert!(
        matches!(rig.emit(said(1, "hi")).await, Outcome::Rejected(reason) if reason.to_string() == "failed: no use")
    );
    assert_eq!(begun.elapsed().as_secs(), 9);
    assert_eq!(rig.letters(), [("1".to_owned(), 2, ReasonKind::Failed)]);
}

#[tokio::test(start_paused = true)]
async fn middleware_may_answer_instead_of_the_handler() {
    let calls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&calls);
    let app = App::new()
        .on(message(), move || {
            counted.fetch_add(1, SeqCst);
            async {}
        })
        .layer(from_fn(|cx: Context, next: Next| async move {
            if cx.event().id() == "1" {
                return Ok(Handled::default());
            }
            next.run(cx).await
        }));
    let rig = Rig::new(app);
    rig.emit(said(1, "hi")).await;
    rig.emit(said(2, "hi")).await;
    assert_eq!(calls.load(SeqCst), 1);
}
