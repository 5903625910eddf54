//! Forms and queries once more, as plainly as they can be written (URL Standard, `application/x-www-form-urlencoded`).

/// What the first field of a name holds.
#[must_use]
pub fn field(form: &[u8], name: &str) -> Option<String> {
    let pairs = form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let mut pairs = pairs.map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (decode(&pair[..at]), decode(pair.get(at + 1..).unwrap_or_default()))
    });
    pairs.find(|(known, _)| known == name).map(|(_, value)| value)
}

fn decode(text: &[u8]) -> String {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let pair = text.get(at + 1).and_then(digit).zip(text.get(at + 2).and_then(digit));
        match (byte, pair) {
            (b'%', Some((high, low))) => {
                bytes.push(high << 4 | low);
                at += 2;
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn a_field_is_found_and_decoded() {
        assert_eq!(field(b"a=1&b=%C3%A4+%2B%zz&b=2", "b").as_deref(), Some("ä +%zz"));
        assert_eq!(field(b"&&a", "a").as_deref(), Some(""));
        assert_eq!(field(b"a=1", "b"), None);
    }
}
