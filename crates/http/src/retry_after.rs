//! `Retry-After` in the one form that [`Answer::retry_after`](pollhook_core::Answer::retry_after) reads: whole seconds.
//!
//! Platforms send seconds, fractions of them (Discord) and dates. A date is taken relative to the answer's own `Date`,
//! since both are by the same clock; where there is none, relative to ours. It is rounded up, so that nobody comes too
//! early. Nonsense is removed. More than a day (10⁹ s, a date of another century) becomes a day: who waits longer than
//! that needlessly is down, who asks again once a day harms nobody.

use std::time::SystemTime;

use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

/// A day, in seconds.
const LONGEST: u32 = 24 * 60 * 60;

/// Rewrites the header; `now` is read only when a date needs it.
pub(crate) fn normalise(headers: &mut HeaderMap, now: impl FnOnce() -> SystemTime) {
    let Some(value) = headers.get(RETRY_AFTER) else { return };
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    match value.to_str().ok().and_then(|value| seconds(value.trim(), date, now)) {
        Some(seconds) => headers.insert(RETRY_AFTER, HeaderValue::from(seconds)),
        None => headers.remove(RETRY_AFTER),
    };
}

fn seconds(value: &str, date: Option<&str>, now: impl FnOnce() -> SystemTime) -> Option<u32> {
    let seconds = match value.parse::<f64>() {
        Ok(seconds) => seconds,
        Err(_) => until(value, date, now)?,
    };
    let known = seconds.is_finite() && !seconds.is_sign_negative();
    // In range: neither negative nor above a day.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range by the line above and `min`")]
    known.then(|| seconds.ceil().min(f64::from(LONGEST)) as u32)
}

/// Seconds until an HTTP date, 0 when it has passed.
fn until(value: &str, date: Option<&str>, now: impl FnOnce() -> SystemTime) -> Option<f64> {
    let then = httpdate::parse_http_date(value).ok()?;
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(now);
    Some(then.duration_since(now).unwrap_or_default().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::StatusCode;
    use pollhook_core::Answer;

    use super::*;

    /// 2026-01-01 00:00 UTC by our clock, and a little.
    fn ours() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_225_600_250)
    }

    fn check(retry_after: &str, date: Option<&str>, expected: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        normalise(&mut headers, ours);
        let read = Answer::new(StatusCode::TOO_MANY_REQUESTS, headers, "").retry_after();
        assert_eq!(read, expected.map(Duration::from_secs), "{retry_after:?} at {date:?}");
    }

    #[test]
    fn every_form_becomes_seconds() {
        check("7", None, Some(7));
        check(" 7 ", None, Some(7));
        check("0", None, Some(0));
        check("64.57", None, Some(65));
        check("Thu, 01 Jan 2026 00:00:30 GMT", None, Some(30));
        check("Thursday, 01-Jan-26 00:00:30 GMT", None, Some(30));
        check("Thu, 01 Jan 2026 00:00:30 GMT", Some("no date"), Some(30));
    }

    #[test]
    fn a_date_is_read_by_the_clock_that_wrote_it() {
        check("Wed, 21 Oct 2015 07:28:00 GMT", Some("Wed, 21 Oct 2015 07:27:15 GMT"), Some(45));
    }

    #[test]
    fn what_has_passed_is_now() {
        check("Wed, 21 Oct 2015 07:28:00 GMT", None, Some(0));
    }

    #[test]
    fn nobody_waits_longer_than_a_day() {
        check("86400", None, Some(86_400));
        check("1000000000", None, Some(86_400));
        check("99999999999999999999999999", None, Some(86_400));
        check("Tue, 31 Dec 2126 23:59:59 GMT", None, Some(86_400));
    }

    #[test]
    fn nonsense_is_removed() {
        for nonsense in ["soon", "-5", "", "NaN", "inf", "Thu, 01 Foo 2026 00:00:30 GMT"] {
            check(nonsense, None, None);
        }
    }
}
