//! How wide the terminal is, and text that fits it.

use std::io::IsTerminal;
use std::process::{Command, Stdio};

/// More is not easier to read.
const WIDEST: usize = 100;
/// Less cannot hold a timeline.
const NARROWEST: usize = 60;

/// The width to print in: the terminal's, or that of a page.
pub(crate) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.or_else(asked).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
}

/// The shells keep `COLUMNS` to themselves; `stty` asks the terminal.
fn asked() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let answer = Command::new("stty").arg("size").stdin(Stdio::inherit()).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(answer.stdout).ok()?.split_whitespace().nth(1)?.parse().ok()
}

/// Breaks a sentence into lines; all but the first are indented.
pub(crate) fn wrap(sentence: &str, width: usize) -> String {
    let (mut text, mut column) = (String::from(" "), 1);
    for word in sentence.split_whitespace() {
        let length = word.chars().count() + 1;
        if column + length > width {
            text.push_str("\n   ");
            column = 3;
        }
        text.push(' ');
        text.push_str(word);
        column += length;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_the_terminal() {
        let sentence = "webhook: no empty exchanges, and as prompt as long polling; the other side: a burst";
        let text = wrap(sentence, 40);
        assert!(text.lines().count() > 1 && text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(text.split_whitespace().eq(sentence.split_whitespace()));
    }
}
