//! JSON of every sort, and the ways in which servers write it: what the properties of the parsers are tested with.

use proptest::prelude::*;
use serde_json::Value;

/// Any JSON, a few levels deep.
pub(crate) fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e12..1e12).prop_map(|number: f64| Value::from(number)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}|\\PC{0,4}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Written as servers write: with or without space, with or without escapes.
pub(crate) fn written(value: &Value, pretty: bool, escaped: bool) -> String {
    let text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }.unwrap();
    if !escaped {
        return text;
    }
    text.chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { escape(letter) }).collect()
}

fn escape(letter: char) -> String {
    letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}
