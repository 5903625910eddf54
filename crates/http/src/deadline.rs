//! One deadline for all of an exchange.
//!
//! The alarm is set once, and each part of the exchange runs under what is left of it. So a server that drips its
//! answer byte by byte, or a credential that takes its time, cannot make a call longer than it may be.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use pollhook_core::{HttpError, HttpErrorKind};
use tokio::time::Sleep;

pub(crate) struct Deadline {
    alarm: Pin<Box<Sleep>>,
    allowed: Duration,
}

/// What was under way when the time was up.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    Credential,
    Head,
    Body,
}

impl Deadline {
    /// Starts to count.
    pub(crate) fn start(allowed: Duration) -> Self {
        Self { alarm: Box::pin(tokio::time::sleep(allowed)), allowed }
    }

    /// Runs a part of the exchange; dropped when the time is up.
    pub(crate) async fn hold<F: Future>(&mut self, part: Part, work: F) -> Result<F::Output, HttpError> {
        let mut work = pin!(work);
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => self.alarm.as_mut().poll(cx).map(|()| Err(late(part, self.allowed))),
        })
        .await
    }
}

fn late(part: Part, allowed: Duration) -> HttpError {
    match part {
        Part::Credential => {
            let text = format!("the credential was not there within {allowed:?}, so nothing was sent");
            HttpError::new(HttpErrorKind::Connect, text)
        }
        Part::Head => HttpError::new(HttpErrorKind::Timeout, format!("no answer within {allowed:?}")),
        Part::Body => {
            let text = format!("the answer began, but did not end within {allowed:?}");
            HttpError::new(HttpErrorKind::Timeout, text)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn all_parts_share_one_deadline() {
        let mut deadline = Deadline::start(Duration::from_secs(10));
        deadline.hold(Part::Head, tokio::time::sleep(Duration::from_secs(9))).await.unwrap();
        let before = tokio::time::Instant::now();
        let error = deadline.hold(Part::Body, pending::<()>()).await.unwrap_err();
        assert_eq!(error.to_string(), "the answer began, but did not end within 10s");
        assert_eq!(before.elapsed().as_secs(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_credential_that_does_not_come_means_that_nothing_was_sent() {
        let mut deadline = Deadline::start(Duration::from_secs(10));
        let error = deadline.hold(Part::Credential, pending::<()>()).await.unwrap_err();
        assert!(!error.may_have_arrived());
    }
}
