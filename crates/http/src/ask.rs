//! A single question: who am I, what is registered.

use pollhook_core::{Answer, Call, Failure, Http, HttpErrorKind};

/// Sends a call and reads its answer. Where there is no answer, that too is a [`Failure`]: fatal when the call can never
/// be sent, else worth another try.
///
/// ```
/// # use pollhook_core::{Failure, Http, Identify, Identity};
/// async fn who_am_i(http: &dyn Http, identify: &dyn Identify) -> Result<Identity, Failure> {
///     pollhook_http::ask(http, identify.ask(), |answer| identify.read(answer)).await
/// }
/// ```
///
/// *Cancel safety*: dropping the future abandons the exchange; the other side may have acted on it.
///
/// # Errors
/// What `read` makes of the answer, or why there is none.
pub async fn ask<T>(
    http: &dyn Http,
    call: Call,
    read: impl FnOnce(&Answer) -> Result<T, Failure>,
) -> Result<T, Failure> {
    match http.send(call).await {
        Ok(answer) => read(&answer),
        Err(error) if error.kind() == HttpErrorKind::Invalid => Err(Failure::Fatal(error.to_string())),
        Err(error) => Err(Failure::Retry { after: None, why: error.to_string() }),
    }
}
