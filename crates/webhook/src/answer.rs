//! From what a protocol answers to what goes over the wire.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use pollhook_core::WebhookAnswer;

/// A response whose whole body is at hand.
pub(crate) type Answered = Response<Full<Bytes>>;

/// Writes an answer as a response.
pub(crate) fn respond(answer: WebhookAnswer) -> Answered {
    let WebhookAnswer { status, content_type, body, retry_after } = answer;
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    if let Some(content_type) = content_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    if let Some(after) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(whole_seconds(after)));
    }
    response
}

/// An answer from before anybody knows which platform asks.
pub(crate) fn bare(status: StatusCode) -> WebhookAnswer {
    WebhookAnswer::empty(status)
}

/// Rounded up: whoever comes a moment too early would be refused again.
fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::StatusCode;
    use pollhook_core::WebhookAnswer;

    use super::respond;

    #[test]
    fn retry_after_is_rounded_up() {
        for (millis, expected) in [(0, "0"), (1, "1"), (1000, "1"), (1001, "2")] {
            let response = respond(WebhookAnswer::again(Some(Duration::from_millis(millis))));
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()["retry-after"], expected);
        }
    }

    #[test]
    fn a_media_type_that_is_none_is_left_out() {
        let response = respond(WebhookAnswer::with_body(StatusCode::OK, "text\n/plain", "hi"));
        assert!(response.headers().is_empty());
    }
}
