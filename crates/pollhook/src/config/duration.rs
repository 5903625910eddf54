//! Durations as people write them: a number and its unit.

use std::time::Duration;

/// What a wrong one is answered with.
pub(super) const FORMS: &str = r#"write "8s", "500ms", "2m" or "1h""#;

/// The units, the longest first, in milliseconds. `ms` stands before what it ends with.
const UNITS: &[(&str, u64)] = &[("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];

/// Reads a duration; `None` when it has another form.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let (number, unit) = UNITS.iter().find_map(|&(unit, ms)| Some((text.strip_suffix(unit)?, ms)))?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.then(|| number.parse().ok())??;
    number.checked_mul(unit).map(Duration::from_millis)
}

/// Writes a duration in the largest unit that says it exactly.
pub(crate) fn show(duration: Duration) -> String {
    let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut exact: Vec<_> = UNITS.iter().filter(|(_, unit)| ms.is_multiple_of(*unit) && ms >= *unit).collect();
    exact.sort_by_key(|(_, unit)| *unit);
    exact.last().map_or_else(|| "0s".to_owned(), |(name, unit)| format!("{}{name}", ms / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write() {
        let ms = |text| parse(text).map(|duration| duration.as_millis());
        assert_eq!(ms("500ms"), Some(500));
        assert_eq!(ms("8s"), Some(8_000));
        assert_eq!(ms("2m"), Some(120_000));
        assert_eq!(ms("1h"), Some(3_600_000));
        assert_eq!(ms("0s"), Some(0));
        for wrong in ["8", "8 seconds", "8 s", "s", "", "-8s", "+8s", "1.5s", "8S", "99999999999999999999h"] {
            assert_eq!(ms(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_shown_reads_back() {
        for (text, shown) in [("90s", "90s"), ("60s", "1m"), ("1500ms", "1500ms"), ("7200s", "2h"), ("0ms", "0s")] {
            let duration = parse(text).unwrap();
            assert_eq!(show(duration), shown);
            assert_eq!(parse(shown), Some(duration));
        }
    }
}
