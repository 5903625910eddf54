//! Just enough of Rust's grammar to tell code from comments and from literals.
//!
//! Lengths and line breaks are kept, so that a position in a masked text is one in the file.

use std::ops::Range;

/// What a stretch of source is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece {
    Code,
    Comment,
    Literal,
}

/// The source with every piece of these kinds blanked.
pub(crate) fn blank(source: &str, kinds: &[Piece]) -> String {
    let unwanted = pieces(source).into_iter().filter(|(piece, _)| kinds.contains(piece));
    blank_ranges(source, unwanted.map(|(_, range)| range))
}

/// The text with every character of these ranges turned into spaces.
pub(crate) fn blank_ranges(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in ranges.flat_map(|range| range.collect::<Vec<_>>()).filter(|at| text.as_bytes()[*at] != b'\n') {
        bytes[byte] = b' ';
    }
    String::from_utf8(bytes).expect("whole characters were replaced by spaces")
}

/// The source in order, without gaps.
fn pieces(source: &str) -> Vec<(Piece, Range<usize>)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let (piece, length) = first(&source[at..], source[..at].chars().next_back());
        pieces.push((piece, at..at + length));
        at += length;
    }
    pieces
}

/// The piece with which `rest` begins, and its length.
fn first(rest: &str, before: Option<char>) -> (Piece, usize) {
    let one = rest.chars().next().map_or(0, char::len_utf8);
    if rest.starts_with("//") {
        return (Piece::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Piece::Comment, block_comment(rest));
    }
    if rest.starts_with('"') {
        return (Piece::Literal, quoted(rest, '"'));
    }
    if !before.is_some_and(is_word)
        && let Some(length) = raw_string(rest)
    {
        return (Piece::Literal, length);
    }
    if rest.starts_with('\'') && is_character(rest) {
        return (Piece::Literal, quoted(rest, '\''));
    }
    (Piece::Code, one)
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < rest.len() {
        let (change, length) = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (1, 2),
            [b'*', b'/', ..] => (-1, 2),
            _ => (0, 1),
        };
        at += length;
        depth = depth.saturating_add_signed(change);
        if depth == 0 {
            break;
        }
    }
    at
}

/// A literal between two quotes, in which a backslash protects the next character.
fn quoted(rest: &str, quote: char) -> usize {
    let mut protected = false;
    for (at, found) in rest.char_indices().skip(1) {
        match found {
            _ if protected => protected = false,
            '\\' => protected = true,
            _ if found == quote => return at + found.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, and the same for bytes and C strings.
fn raw_string(rest: &str) -> Option<usize> {
    let opened = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let inside = opened.trim_start_matches('#');
    let hashes = opened.len() - inside.len();
    let inside = inside.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&close).map_or(inside.len(), |at| at + close.len());
    Some(rest.len() - inside.len() + end)
}

/// A character, not a lifetime: `'x'` or an escape.
fn is_character(rest: &str) -> bool {
    let mut after = rest.chars().skip(1);
    after.next() == Some('\\') || after.next() == Some('\'')
}

/// Whether it may stand in an identifier.
pub(crate) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::{Piece, blank};

    fn code(source: &str) -> String {
        blank(source, &[Piece::Comment, Piece::Literal])
    }

    #[test]
    fn comments_and_literals_are_blanked_and_code_is_kept() {
        let table = [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("a \"b \\\" // c\" d", "a             d"),
            ("a r#\"b \" c\"# d", "a            d"),
            ("a br\"b\" d", "a       d"),
            ("for\" b\"", "for    "),
            ("'a: loop {}", "'a: loop {}"),
            ("x::<'a>('b', '\\'', '\"') y", "x::<'a>(   ,     ,    ) y"),
            ("r#type // é", "r#type      "),
            ("\"unended", "        "),
        ];
        for (source, expected) in table {
            assert_eq!(code(source), expected, "{source}");
        }
    }

    #[test]
    fn literals_can_be_kept() {
        assert_eq!(blank("a \"b\" // c", &[Piece::Comment]), "a \"b\"     ");
    }
}
