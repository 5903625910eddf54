//! Figures as people read them.

use std::time::Duration;

/// `0.4 ms`, `21.7 ms`, `312 ms`: as many digits as anybody compares.
pub(crate) fn ms(time: Duration) -> String {
    format!("{} ms", bare_ms(time))
}

/// Two times of a kind: `21.7 / 312 ms`.
pub(crate) fn pair(times: Option<(Duration, Duration)>) -> String {
    times.map_or_else(|| "–".to_owned(), |(one, other)| format!("{} / {} ms", bare_ms(one), bare_ms(other)))
}

pub(crate) fn bare_ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    let digits = if ms < 99.95 && ms.fract() != 0.0 { 1 } else { 0 };
    format!("{ms:.digits$}")
}

/// `812 B`, `61.3 kB`, `1.2 MB`.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        _ => format!("{:.1} MB", count as f64 / 1e6),
    }
}

/// `1 message`, `200 messages`.
pub(crate) fn count(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_that_matter() {
        let micros = |n| ms(Duration::from_micros(n));
        assert_eq!(
            [micros(20_000), micros(420), micros(21_660), micros(312_499)],
            ["20 ms", "0.4 ms", "21.7 ms", "312 ms"]
        );
        assert_eq!([bytes(812), bytes(61_340), bytes(1_249_000)], ["812 B", "61.3 kB", "1.2 MB"]);
        assert_eq!([count(1, "push"), count(0, "message")], ["1 push", "0 messages"]);
        assert_eq!(pair(None), "–");
    }
}
