//! Handlers: async functions of up to eight extractors.
//!
//! Two traits rather than one, so that a compile error names what is wrong: [`FromArgs`] is about the arguments and
//! [`Callable`] about the function.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use pollhook_core::{Context, Error, ExtractError, FromContext, Reply};

use crate::outcome::{Handled, IntoOutcome};
use crate::route::RouteOptions;

/// A handler at work. The one allocation that a call costs.
pub type Work = Pin<Box<dyn Future<Output = Result<Handled, Error>> + Send>>;

/// The arguments of a handler: a tuple of extractors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the arguments of a handler",
    note = "a handler takes up to eight extractors"
)]
pub trait FromArgs<S>: Sized {
    /// Takes them all, from left to right.
    ///
    /// # Errors
    /// The first that the event does not have.
    fn from_args(cx: &Context, state: &S) -> Result<Self, ExtractError>;
}

/// A function of the arguments `A`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a function that can handle events",
    note = "a handler is an `async fn`, or a closure that returns a future, of up to eight extractors taken by value"
)]
pub trait Callable<A>: Send + Sync + 'static {
    /// What it returns: a future.
    type Ret;

    /// Calls it.
    fn call(&self, args: A) -> Self::Ret;

    /// What was said about this route besides its handler; [`route`](crate::route()) says it.
    fn options(&self) -> RouteOptions {
        RouteOptions::default()
    }
}

macro_rules! arguments {
    ($($T:ident)*) => {
        #[allow(non_snake_case, unused_variables)]
        impl<S, $($T: FromContext<S>),*> FromArgs<S> for ($($T,)*) {
            fn from_args(cx: &Context, state: &S) -> Result<Self, ExtractError> {
                Ok(($($T::from_context(cx, state)?,)*))
            }
        }

        #[allow(non_snake_case)]
        impl<F, R, $($T),*> Callable<($($T,)*)> for F
        where
            F: Fn($($T),*) -> R + Send + Sync + 'static,
        {
            type Ret = R;

            fn call(&self, ($($T,)*): ($($T,)*)) -> R {
                self($($T),*)
            }
        }
    };
}

arguments!();
arguments!(T1);
arguments!(T1 T2);
arguments!(T1 T2 T3);
arguments!(T1 T2 T3 T4);
arguments!(T1 T2 T3 T4 T5);
arguments!(T1 T2 T3 T4 T5 T6);
arguments!(T1 T2 T3 T4 T5 T6 T7);
arguments!(T1 T2 T3 T4 T5 T6 T7 T8);

/// A handler, with its arguments and its state erased.
pub(crate) trait Handle: Send + Sync + 'static {
    fn call(&self, cx: Context) -> Work;
}

/// A handler with what it needs to be called.
pub(crate) struct Bound<H, A, S> {
    handler: H,
    state: Arc<S>,
    args: PhantomData<fn() -> A>,
}

impl<H, A, S> Bound<H, A, S> {
    pub(crate) fn new(handler: H, state: Arc<S>) -> Self {
        Self { handler, state, args: PhantomData }
    }
}

impl<H, A, S> Handle for Bound<H, A, S>
where
    S: Send + Sync + 'static,
    A: FromArgs<S> + 'static,
    H: Callable<A>,
    H::Ret: Future + Send + 'static,
    <H::Ret as Future>::Output: IntoOutcome,
{
    fn call(&self, cx: Context) -> Work {
        match A::from_args(&cx, &self.state) {
            Ok(args) => {
                let work = self.handler.call(args);
                Box::pin(async move { work.await.into_outcome() })
            }
            Err(error) => instead(&cx, error),
        }
    }
}

/// What is done instead of a call whose arguments are not there: the user is told, or it is a failure, and for good,
/// because the payload will be the same at the next try.
fn instead(cx: &Context, error: ExtractError) -> Work {
    let Some(text) = error.for_user() else { return Box::pin(std::future::ready(Err(Error::permanent(error)))) };
    let (reply, text) = (Reply::new(Arc::clone(cx.bot()), cx.event().clone()), text.to_owned());
    Box::pin(async move {
        reply.text(text).await?;
        Ok(Handled::default())
    })
}
