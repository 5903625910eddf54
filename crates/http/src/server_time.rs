//! What time it is where an answer comes from.

use std::time::SystemTime;

use http::header::DATE;
use pollhook_core::Answer;

/// The `Date` of an answer, in whole seconds (RFC 9110, 6.6.1); `None` where a server tells none.
#[must_use]
pub fn server_time(answer: &Answer) -> Option<SystemTime> {
    httpdate::parse_http_date(answer.headers.get(DATE)?.to_str().ok()?).ok()
}
