//! Numbers as they stand at an axis or in a table.

/// `0.5`, `26.1`, `1,000`, `1 M`: as many digits as anybody compares.
#[must_use]
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1e6 {
        return format!("{} M", trimmed(value / 1e6, 1));
    }
    if size >= 1_000.0 {
        let whole = value.round() as i64;
        return format!("{},{:03}", whole / 1_000, (whole % 1_000).abs());
    }
    let digits = match size {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    trimmed(value, digits)
}

/// Without zeros at the end.
fn trimmed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_matter() {
        let rows = [
            (0.0, "0"),
            (0.5, "0.5"),
            (3.756, "3.76"),
            (26.14, "26.1"),
            (678.4, "678"),
            (1_000.0, "1,000"),
            (1_234_567.0, "1.2 M"),
            (1e6, "1 M"),
        ];
        for (value, expected) in rows {
            assert_eq!(number(value), expected);
        }
    }
}
