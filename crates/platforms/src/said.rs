//! What a platform said, fit to be shown: one line, not long, and nothing in it that could be a credential.

/// Longer than any description that was ever seen.
const LONGEST: usize = 300;

/// A platform's words for people and logs. `holds_token` tells which of them, between spaces and slashes, hold something
/// that looks like the platform's tokens.
pub(crate) fn fit_to_show(said: &str, holds_token: impl Fn(&str) -> bool) -> String {
    let parts = said.split_inclusive(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '/');
    // Masked before anything is cut off: half a credential no longer looks like one, and is half of what it takes.
    let masked = parts.flat_map(|part| if holds_token(part) { "[token]" } else { part }.chars());
    masked.map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_short_line_without_a_token() {
        let shown = |said: &str| fit_to_show(said, |part| part.contains("secret"));
        assert_eq!(shown("chat not found"), "chat not found");
        assert_eq!(shown("two\nlines"), "two lines");
        assert_eq!(shown("no /botsecret1/me with secret2"), "no /[token]me with [token]");
        assert_eq!(shown(&"x".repeat(1000)).len(), LONGEST);
        assert_eq!(shown("a\u{85}secret\u{1}b"), "a [token]b");
    }

    #[test]
    fn a_token_at_the_end_of_what_is_shown_is_masked_as_a_whole() {
        let shown = |said: &str| fit_to_show(said, |part| part.contains("secret"));
        for before in LONGEST - 8..=LONGEST {
            let said = format!("{} my-secret", "x".repeat(before));
            assert!(!shown(&said).contains("my-s"), "{before}");
        }
    }
}
