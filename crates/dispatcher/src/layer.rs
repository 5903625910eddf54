//! Middleware: any `tower` layer around handlers, or a function.
//!
//! A layer wraps calls of handlers and nothing else. Order, retries and settlement lie outside of all layers, so none
//! can lose an event or let one overtake another.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use pollhook_core::{BoxError, Context, Error};
use tower::{Layer, Service};

use crate::handler::{Handle, Work};
use crate::outcome::{Handled, IntoOutcome};

/// A handler as a `tower` service: what a layer is put around. Always ready, cheap to clone.
#[derive(Clone)]
pub struct Endpoint(Arc<dyn Handle>);

impl Endpoint {
    pub(crate) fn new(handle: impl Handle) -> Self {
        Self(Arc::new(handle))
    }

    pub(crate) fn start(&self, cx: Context) -> Work {
        self.0.call(cx)
    }
}

impl Service<Context> for Endpoint {
    type Response = Handled;
    type Error = Error;
    type Future = Work;

    fn poll_ready(&mut self, _cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, cx: Context) -> Work {
        self.start(cx)
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Endpoint")
    }
}

/// A layer, erased: from one endpoint to the next.
pub(crate) type Wrap = Arc<dyn Fn(Endpoint) -> Endpoint + Send + Sync>;

/// Erases a layer. Each call clones the service, as `tower` asks of whoever shares one.
pub(crate) fn wrap<L>(layer: L) -> Wrap
where
    L: Layer<Endpoint> + Send + Sync + 'static,
    L::Service: Service<Context, Response = Handled> + Clone + Send + Sync + 'static,
    <L::Service as Service<Context>>::Error: Into<BoxError>,
    <L::Service as Service<Context>>::Future: Send + 'static,
{
    Arc::new(move |inner| Endpoint::new(Layered(layer.layer(inner))))
}

struct Layered<V>(V);

impl<V> Handle for Layered<V>
where
    V: Service<Context, Response = Handled> + Clone + Send + Sync + 'static,
    V::Error: Into<BoxError>,
    V::Future: Send + 'static,
{
    fn call(&self, cx: Context) -> Work {
        let mut service = self.0.clone();
        Box::pin(async move {
            poll_fn(|task| service.poll_ready(task)).await.map_err(recover)?;
            service.call(cx).await.map_err(recover)
        })
    }
}

/// The handler's own error keeps what it said about trying again, whatever the layers made of it.
fn recover(error: impl Into<BoxError>) -> Error {
    Error::from_box(error.into())
}

/// Middleware as a function: `app.layer(from_fn(|cx, next| async move { next.run(cx).await }))`.
pub fn from_fn<F, Fut>(function: F) -> FromFn<F>
where
    F: Fn(Context, Next) -> Fut + Send + Sync + 'static,
    Fut: Future + Send + 'static,
    Fut::Output: IntoOutcome,
{
    FromFn(Arc::new(function))
}

/// A function as a layer; made by [`from_fn`].
pub struct FromFn<F>(Arc<F>);

impl<F> Layer<Endpoint> for FromFn<F> {
    type Service = Middleware<F>;

    fn layer(&self, inner: Endpoint) -> Middleware<F> {
        Middleware { function: Arc::clone(&self.0), inner }
    }
}

impl<F> std::fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FromFn")
    }
}

/// A function in front of a handler.
pub struct Middleware<F> {
    function: Arc<F>,
    inner: Endpoint,
}

impl<F> Clone for Middleware<F> {
    fn clone(&self) -> Self {
        Self { function: Arc::clone(&self.function), inner: self.inner.clone() }
    }
}

impl<F> std::fmt::Debug for Middleware<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Middleware")
    }
}

impl<F, Fut> Service<Context> for Middleware<F>
where
    F: Fn(Context, Next) -> Fut,
    Fut: Future + Send + 'static,
    Fut::Output: IntoOutcome,
{
    type Response = Handled;
    type Error = Error;
    type Future = Work;

    fn poll_ready(&mut self, _cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, cx: Context) -> Work {
        let work = (self.function)(cx, Next(self.inner.clone()));
        Box::pin(async move { work.await.into_outcome() })
    }
}

/// What stands behind a piece of middleware: the next one, or the handler.
#[derive(Clone, Debug)]
pub struct Next(Endpoint);

impl Next {
    /// Goes on. Not calling it means that the handler does not run; what the middleware returns counts.
    ///
    /// # Errors
    /// The handler's.
    pub async fn run(self, cx: Context) -> Result<Handled, Error> {
        self.0.start(cx).await
    }
}
