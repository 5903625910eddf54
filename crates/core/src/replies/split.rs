//! Parting a long text between words.
//!
//! Lengths are counted in UTF-16 units, of which a text has never fewer than it has characters: where a platform does not
//! say what it counts, each part fits all the same.

/// How long a text is at most, whatever a platform counts.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The parts of a text, the first of `first` units at most and each other one of `longest`, and none of them empty. They are
/// parted by whitespace, which goes.
pub(super) fn parts(text: &str, first: usize, longest: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let room = if parts.is_empty() { first } else { longest };
        let (part, behind) = rest.split_at(place(rest, room));
        parts.push(part.trim_end());
        rest = behind.trim_start();
    }
    parts
}

/// Where the first part ends: between paragraphs or lines, if more than half of it is filled by then; between words; or, in
/// a word that is longer than a part, between letters.
fn place(text: &str, longest: usize) -> usize {
    let room = end_of_room(text, longest);
    if room == text.len() {
        return room;
    }
    // Whitespace directly behind what fits parts as well.
    let behind = text[room..].chars().next().map_or(0, char::len_utf8);
    let within = &text[..room + behind];
    let in_time = |at: &usize| *at > room / 2;
    let lines = within.rfind("\n\n").filter(in_time).or_else(|| within.rfind('\n').filter(in_time));
    lines.or_else(|| within.rfind(char::is_whitespace)).filter(|at| *at > 0).unwrap_or(room)
}

/// How many bytes of a text fit: at least one character, so that there is an end.
fn end_of_room(text: &str, longest: usize) -> usize {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > longest && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_end_between_lines_words_and_letters_in_this_order() {
        let rows: &[(&str, usize, &[&str])] = &[
            ("", 5, &[]),
            (" \n ", 5, &[]),
            ("short", 5, &["short"]),
            ("one two", 3, &["one", "two"]),
            ("one two three", 8, &["one two", "three"]),
            ("a line\nand more words", 10, &["a line", "and more", "words"]),
            ("a\nline that is much longer", 20, &["a\nline that is much", "longer"]),
            ("one\n\ntwo\nthree four", 12, &["one\n\ntwo", "three four"]),
            ("abcdefgh ij", 3, &["abc", "def", "gh", "ij"]),
            ("😀😀😀", 4, &["😀😀", "😀"]),
            ("😀😀", 1, &["😀", "😀"]),
        ];
        for (text, longest, expected) in rows {
            assert_eq!(parts(text, *longest, *longest), *expected, "{text:?}");
        }
        assert_eq!(parts("a caption and the rest of it", 9, 18), ["a caption", "and the rest of it"]);
    }

    proptest! {
        #[test]
        fn every_letter_is_in_a_part_and_every_part_fits(text in "(\\PC|[ \n]){0,200}", longest in 2_usize..40) {
            let parts = parts(&text, longest, longest);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&parts.concat()), letters(&text));
            prop_assert!(parts.iter().all(|part| !part.is_empty() && units(part) <= longest));
        }
    }
}
