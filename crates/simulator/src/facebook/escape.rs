//! How Meta writes JSON before it signs it: in ASCII, with all else as `\uXXXX`.

/// Escapes JSON text. `older`: also what older texts of Meta list.
pub(crate) fn escape(json: &str, older: bool) -> String {
    let mut escaped = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '/' if older => escaped.push_str(r"\/"),
            '<' if older => escaped.push_str(r"\u003C"),
            '%' if older => escaped.push_str(r"\u0025"),
            '@' if older => escaped.push_str(r"\u0040"),
            char if char.is_ascii() => escaped.push(char),
            char => {
                let mut units = [0; 2];
                escaped.extend(char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::escape;

    #[test]
    fn what_is_escaped_means_the_same_in_ascii() {
        let value = json!({"text": "äöå 😀 <a@b.c> 5 % / \\ \""});
        for (older, piece) in
            [(false, r#"\u00e4\u00f6\u00e5 \ud83d\ude00 <a@b.c>"#), (true, r"\u003Ca\u0040b.c> 5 \u0025 \/")]
        {
            let escaped = escape(&value.to_string(), older);
            assert!(escaped.is_ascii() && escaped.contains(piece), "{escaped}");
            assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
        }
    }
}
