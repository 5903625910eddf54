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

#[cfg(test)]
mod tests {
    use pollhook_core::Auth;
    use pollhook_testkit::{Reply, ScriptedHttp};

    use super::*;

    async fn asked(reply: Reply) -> Result<u16, Failure> {
        let call = Call::get("http://api/", Auth::None);
        ask(&ScriptedHttp::new([reply]), call, |answer| Ok(answer.status.as_u16())).await
    }

    #[tokio::test]
    async fn an_answer_is_read_and_none_is_a_failure_that_may_pass() {
        assert_eq!(asked(Reply::status(503, "")).await, Ok(503));
        for kind in [HttpErrorKind::Connect, HttpErrorKind::Timeout, HttpErrorKind::Cut, HttpErrorKind::Redirect] {
            assert!(matches!(asked(Reply::Fail(kind)).await, Err(Failure::Retry { after: None, .. })), "{kind:?}");
        }
        assert!(matches!(asked(Reply::Fail(HttpErrorKind::Invalid)).await, Err(Failure::Fatal(_))));
    }
}
