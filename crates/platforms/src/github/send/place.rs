//! Where a comment is left: on an issue or a pull request.

use compact_str::{CompactString, format_compact};
use pollhook_core::Unsupported;

use super::super::model::Payload;
use super::super::watch::is_repository;

/// The name of the place where an event happened and an answer belongs: `octocat/hello-world#1`. Discussions are not among
/// them, for the REST API cannot speak there; nor is what happens to the repository as a whole.
pub(in super::super) fn chat(about: &Payload<'_>) -> Option<CompactString> {
    let repository = about.repository.as_ref()?.full_name.as_deref().filter(|name| is_repository(name))?;
    let thread = about.issue.as_ref().or(about.pull_request.as_ref())?;
    Some(format_compact!("{repository}#{}", thread.number))
}

/// The repository and the number in the name of a place.
pub(super) fn place(chat: &str) -> Result<(&str, u64), Unsupported> {
    let parts = chat.split_once('#').filter(|(repository, _)| is_repository(repository));
    let place = parts.and_then(|(repository, number)| Some((repository, number.parse().ok()?)));
    place.ok_or_else(|| Unsupported("a place on GitHub is called `OWNER/REPO#NUMBER`".into()))
}
