//! A timestamp, in the digits in which it came.

use std::time::{Duration, SystemTime};

use pollhook_core::Cursor;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A number of seconds since 1970, with a fraction.
///
/// It is kept as it was written: 1455609162.580245 is no number that a float holds, and the same moment in other digits
/// would be another cursor and another id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp<'a>(&'a str);

impl<'de: 'a, 'a> Deserialize<'de> for Stamp<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = <&RawValue>::deserialize(deserializer)?.get();
        Self::new(digits).ok_or_else(|| serde::de::Error::custom("a timestamp is a number"))
    }
}

impl<'a> Stamp<'a> {
    /// A text that JSON would take for a number, and that lies in time.
    pub(super) fn new(digits: &'a str) -> Option<Self> {
        // Not even space around it, which JSON would not mind.
        if digits.contains(char::is_whitespace) {
            return None;
        }
        serde_json::from_str::<f64>(digits).ok().filter(|seconds| seconds.is_finite())?;
        Some(Self(digits))
    }

    pub(super) fn as_str(self) -> &'a str {
        self.0
    }

    pub(super) fn seconds(self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// The moment; `None` for one that no clock could tell.
    pub(super) fn time(self) -> Option<SystemTime> {
        let since = Duration::try_from_secs_f64(self.seconds()).ok()?;
        // Microseconds are all that is sent; below them there is only what the float adds.
        let since = Duration::from_micros(u64::try_from((since + Duration::from_nanos(500)).as_micros()).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    }

    pub(super) fn cursor(self) -> Option<Cursor> {
        Cursor::new(self.0).ok()
    }
}
