//! What was said somewhere: with the issue or pull request itself, in a comment below it, or in one on its lines.

use compact_str::{CompactString, ToCompactString, format_compact};
use pollhook_core::Unsupported;

use super::super::model::Payload;
use super::place::place;

/// What was said, as the REST API finds it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Remark {
    /// What the issue or the pull request says itself.
    Opening,
    /// A comment below it.
    Comment(u64),
    /// A comment on lines of a pull request.
    OnLines(u64),
}

/// How they are called apart from a comment, which is called by its number.
const OPENING: &str = "opening";
const LINES: &str = "lines/";

impl Remark {
    /// What an event of this kind is about. A review has neither reactions nor a place where it could be changed, so it is
    /// the pull request.
    pub(super) fn at_hand(kind: &str, about: &Payload<'_>) -> Option<Self> {
        let comment = || about.comment.as_ref()?.id;
        match kind {
            "issue_comment" => comment().map(Self::Comment),
            "pull_request_review_comment" => comment().map(Self::OnLines),
            _ => about.issue.as_ref().or(about.pull_request.as_ref()).map(|_| Self::Opening),
        }
    }

    pub(super) fn read(name: &str) -> Result<Self, Unsupported> {
        let unknown = || {
            Unsupported(format!(
                "a message on GitHub is called by the number of a comment, `{LINES}NUMBER` or `{OPENING}`"
            ))
        };
        let number = |text: &str| text.parse().map_err(|_| unknown());
        match name.strip_prefix(LINES) {
            Some(text) => number(text).map(Self::OnLines),
            None if name == OPENING => Ok(Self::Opening),
            None => number(name).map(Self::Comment),
        }
    }

    pub(super) fn name(self) -> CompactString {
        match self {
            Self::Opening => OPENING.into(),
            Self::Comment(id) => id.to_compact_string(),
            Self::OnLines(id) => format_compact!("{LINES}{id}"),
        }
    }

    /// Where it is, at a place.
    pub(super) fn path(self, chat: &str) -> Result<String, Unsupported> {
        let (repository, number) = place(chat)?;
        Ok(match self {
            Self::Opening => format!("/repos/{repository}/issues/{number}"),
            Self::Comment(id) => format!("/repos/{repository}/issues/comments/{id}"),
            Self::OnLines(id) => format!("/repos/{repository}/pulls/comments/{id}"),
        })
    }
}
