//! An answer says to the platform what became of its events: it may forget them, or must bring them again.

use std::time::Duration;

use http::StatusCode;
use pollhook_core::{Inline, Outcome, Reason, ReasonKind, WebhookProtocol};

pub(super) fn are_what_the_platform_needs(protocol: &dyn WebhookProtocol) {
    let done = [
        Outcome::Accepted(None),
        Outcome::Accepted(Some(Inline::json("{}"))),
        Outcome::Rejected(Reason::new(ReasonKind::Failed, "its handler failed")),
    ];
    for outcome in done {
        let answer = protocol.answer(&outcome);
        assert!(answer.status.is_success(), "{outcome:?} is over: the answer is 2xx, not {}", answer.status);
        assert_eq!(answer.retry_after, None, "{outcome:?} does not come again");
    }
    for after in [None, Some(Duration::from_secs(7))] {
        let answer = protocol.answer(&Outcome::Retry(after));
        let again = answer.status.is_server_error() || answer.status == StatusCode::TOO_MANY_REQUESTS;
        assert!(again, "what was handed back must come again: the answer is 5xx or 429, not {}", answer.status);
        if let (Some(asked), Some(said)) = (after, answer.retry_after) {
            assert!(said >= asked, "not before the pause that was asked for: {said:?} is less than {asked:?}");
        }
    }
}
