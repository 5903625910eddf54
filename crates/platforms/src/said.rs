//! What a platform said, fit to be shown: one line, not long, and nothing in it that could be a credential.

/// Longer than any description that was ever seen.
const LONGEST: usize = 300;

/// A platform's words for people and logs. `holds_token` tells which of them, between spaces and slashes, hold something
/// that looks like the platform's tokens.
pub(crate) fn fit_to_show(said: &str, holds_token: impl Fn(&str) -> bool) -> String {
    let line: String =
        said.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect();
    let parts = line.split_inclusive(|letter: char| letter.is_whitespace() || letter == '/');
    parts.map(|part| if holds_token(part) { "[token]" } else { part }).collect()
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
    }
}
