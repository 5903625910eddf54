//! The parts that serve every platform know none by name.
//!
//! A condition on a name is knowledge that the platform's rules should have carried; the next platform would need one
//! more. Documentation may cite a platform as the source of a fact.

use super::Violation;
use crate::source::Source;
use crate::workspace::Workspace;

/// Platforms that may come. Names that are also plain words (line, matrix, max, meta) cannot be looked for.
const NAMES: &[&str] = &[
    "discord",
    "facebook",
    "github",
    "gitlab",
    "instagram",
    "mastodon",
    "messenger",
    "shopify",
    "slack",
    "stripe",
    "telegram",
    "twitch",
    "viber",
    "vk",
    "whatsapp",
    "zulip",
];
const NEUTRAL: &[&str] = &["core", "dispatcher", "http", "polling", "webhook"];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let names: Vec<&str> = NAMES.iter().copied().chain(folders(workspace)).collect();
    workspace.library().filter(|source| source.is_of(NEUTRAL)).flat_map(|source| named(source, &names)).collect()
}

/// The platforms that are there: each is a folder of its name.
fn folders(workspace: &Workspace) -> impl Iterator<Item = &str> {
    let paths = workspace.library().map(|source| source.path.as_str());
    paths.filter_map(|path| path.strip_prefix("crates/platforms/src/")?.strip_suffix("/mod.rs"))
}

/// Literals count: a comparison with a name is the very thing that is looked for.
fn named(source: &Source, names: &[&str]) -> Vec<Violation> {
    let found = words(&source.spoken).into_iter().filter(|(_, word)| names.contains(&word.as_str()));
    found.map(|(at, word)| format!("{}: names a platform: {word}", source.place(at))).collect()
}

/// Words in lower case and where they begin; `VkCursor`, `VK_CURSOR` and `vk_cursor` have two.
fn words(text: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let begins = !before.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase());
        match words.last_mut() {
            Some((_, word)) if letter.is_alphanumeric() && !begins => word.extend(letter.to_lowercase()),
            _ if letter.is_alphanumeric() => words.push((at, letter.to_lowercase().collect())),
            _ => {}
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn neutral_parts_name_no_platform() {
        holds(check);
    }

    #[test]
    fn a_platform_by_name_is_caught() {
        let found =
            |code: &str| check(&files(&[("crates/core/src/a.rs", code), ("crates/platforms/src/a.rs", code)])).len();
        assert_eq!(found("if platform == \"telegram\" {}"), 1);
        assert_eq!(found("struct VkCursor; fn is_slack_retry() {}"), 2);
        assert_eq!(found("const SLACK_LIMIT: u32 = 3;"), 1);
        assert_eq!(found("fn is_parlour() {}"), 0, "nobody knows it");
        let (theirs, ours) =
            (("crates/platforms/src/parlour/mod.rs", ""), ("crates/core/src/a.rs", "fn is_parlour() {}"));
        assert_eq!(check(&files(&[theirs, ours])).len(), 1, "a folder is a platform");
        assert_eq!(found("// as Telegram does\nstruct Slacken; fn mvk() {}"), 0);
    }
}
