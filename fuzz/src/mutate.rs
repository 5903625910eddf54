//! Changes between the tokens of a document.
//!
//! Bytes that are flipped at random rarely get past a parser's first bracket. Here whole values move: they are dropped,
//! doubled, exchanged, replaced by what parsers stumble over, so that most mutants are documents still. It knows the
//! tokens of JSON, which those of heads and of TOML are near enough to.

/// What parsers stumble over.
const ATOMS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "-0",
    "1.5",
    "1e400",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "\"\"",
    "\"a\"",
    "\"1\"",
    "\"\\u0000\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"/start@echo_bot now\"",
    "[]",
    "[null]",
    "[1]",
    "[1,[]]",
    "[true,[]]",
    "{}",
    "[[]]",
    "{\"id\":1}",
    "{\"\":{}}",
];

/// Chance that can be repeated: an xorshift.
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall as these did.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self(u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`, which are at least one.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// The case with one to three changes.
#[must_use]
pub fn mutant(case: &[u8], seed: u32) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut tokens: Vec<Vec<u8>> = split(case).into_iter().map(<[u8]>::to_vec).collect();
    for _ in 0..=dice.roll(3) {
        change(&mut tokens, &mut dice);
    }
    tokens.concat()
}

fn change(tokens: &mut Vec<Vec<u8>>, dice: &mut Dice) {
    if tokens.is_empty() {
        tokens.push(atom(dice));
        return;
    }
    let (here, there) = (value(tokens, dice), value(tokens, dice));
    match dice.roll(9) {
        0 => drop(tokens.splice(here, [])),
        1 => drop(tokens.splice(here, [atom(dice)])),
        2 => {
            let copy = tokens[there].to_vec();
            tokens.splice(here, copy);
        }
        3 => {
            // An item of a list, or a field, once more.
            let copy = tokens[here.clone()].to_vec();
            tokens.splice(here.end..here.end, [b",".to_vec()].into_iter().chain(copy));
        }
        4 => {
            let open = dice.roll(2) == 0;
            tokens.insert(here.end, if open { b"]".to_vec() } else { b"}".to_vec() });
            tokens.insert(here.start, if open { b"[".to_vec() } else { b"{\"a\":".to_vec() });
        }
        5 => tokens.insert(here.start, [&b" "[..], b"\n", b"\t", b" \r\n "][dice.roll(4)].to_vec()),
        6 => escape(&mut tokens[here.start], dice),
        7 => {
            // Two values change places, if neither is part of the other.
            let (first, last) = if here.start < there.start { (here, there) } else { (there, here) };
            if first.end <= last.start {
                let (one, other) = (tokens[first.clone()].to_vec(), tokens[last.clone()].to_vec());
                tokens.splice(last, one);
                tokens.splice(first, other);
            }
        }
        _ => {
            let token = &mut tokens[here.start];
            let at = dice.roll(token.len());
            if let Some(byte) = token.get_mut(at) {
                *byte = b"\"\\{}[]:,.-+eE0019aZ_/@ \xc3\xff"[dice.roll(24)];
            }
        }
    }
}

fn atom(dice: &mut Dice) -> Vec<u8> {
    ATOMS[dice.roll(ATOMS.len())].as_bytes().to_vec()
}

/// Where some value stands, from its first bracket to its last.
fn value(tokens: &[Vec<u8>], dice: &mut Dice) -> std::ops::Range<usize> {
    let is_one = |token: &[u8]| !matches!(token[0], b'}' | b']' | b',' | b':') && !token[0].is_ascii_whitespace();
    let falls: [usize; 4] = std::array::from_fn(|_| dice.roll(tokens.len()));
    let from = falls.into_iter().find(|at| is_one(&tokens[*at])).unwrap_or(falls[0]);
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.as_slice() {
            b"{" | b"[" => depth += 1,
            b"}" | b"]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return from..at + 1;
        }
    }
    from..from + 1
}

/// Writes a letter as an escape.
fn escape(token: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.roll(token.len());
    if token.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        let escaped = format!("\\u{:04x}", token[at]);
        token.splice(at..=at, escaped.bytes());
    }
}

/// Strings, words and numbers, space, and everything else for itself.
fn split(case: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Vec::new();
    let mut rest = case;
    while let Some(first) = rest.first() {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
        let length = match first {
            b'"' => string(rest),
            first if first.is_ascii_whitespace() => rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
            first if is_word(first) => rest.iter().take_while(|byte| is_word(byte)).count(),
            _ => 1,
        };
        let (token, more) = rest.split_at(length);
        tokens.push(token);
        rest = more;
    }
    tokens
}

fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{mutant, split};

    #[test]
    fn a_document_is_split_between_its_tokens() {
        let tokens = split(br#"{"a\"b": [1.5, null]}"#);
        let tokens: Vec<_> = tokens.into_iter().map(|token| std::str::from_utf8(token).unwrap()).collect();
        assert_eq!(tokens, ["{", r#""a\"b""#, ":", " ", "[", "1.5", ",", " ", "null", "]", "}"]);
        assert_eq!(split(b"\"never closed\\").concat(), b"\"never closed\\");
    }

    #[test]
    fn the_same_seed_makes_the_same_mutant_and_many_are_documents() {
        let case = br#"{"ok":true,"result":[{"update_id":1,"message":{"chat":{"id":3}}}]}"#;
        let mutants: Vec<_> = (0..1000).map(|seed| mutant(case, seed)).collect();
        assert_eq!(mutants[7], mutant(case, 7));
        let documents = mutants.iter().filter(|text| serde_json::from_slice::<serde_json::Value>(text).is_ok());
        let (documents, changed) = (documents.count(), mutants.iter().filter(|text| text.as_slice() != case).count());
        assert!(documents > 300 && changed > 800, "{documents} documents, {changed} changed");
    }
}
