//! JSON objects, read as such.

use compact_str::{CompactString, format_compact};
use serde::Deserialize;
use serde::de::Error;

/// Reads an object. A derived `Deserialize` would take a list for one, too, whose items are its fields in their order.
pub(crate) fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> serde_json::Result<T> {
    match json.trim_ascii_start().first() {
        Some(b'{') | None => serde_json::from_slice(json),
        Some(_) => Err(serde_json::Error::custom("no object")),
    }
}

/// Why something could not be read: what is missing, and where. A log may show it, so it quotes nothing.
pub(crate) fn missing(what: &str, error: &serde_json::Error) -> CompactString {
    match error.line() {
        0 => what.into(),
        line => format_compact!("{what} in line {line}, column {}", error.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Pair {
        a: u8,
        b: Option<u8>,
    }

    #[test]
    fn the_reason_is_a_place_and_no_quotation() {
        let why = |json: &str| missing("no pair", &read::<Pair>(json.as_bytes()).unwrap_err());
        assert_eq!(why(r#"{"a":"secret"}"#), "no pair in line 1, column 13");
        assert_eq!(why(r#"["secret"]"#), "no pair");
    }

    #[test]
    fn a_list_is_no_object() {
        assert_eq!(serde_json::from_str::<Pair>("[1,2]").ok(), Some(Pair { a: 1, b: Some(2) }), "what it is here for");
        assert_eq!(read(b" {\"a\":1}").ok(), Some(Pair { a: 1, b: None }));
        for bad in ["", "[1,2]", " [1,2]", "1", "null", "{", "{}"] {
            assert!(read::<Pair>(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
