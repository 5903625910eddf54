//! How a bot speaks on GitHub: a comment on the issue or pull request at hand, and any other method of the REST API.
//!
//! There is no key by which GitHub would know a comment that was sent twice: a send is never repeatable.

use compact_str::{CompactString, ToCompactString, format_compact};
use http::Method;
use pollhook_core::{Act, Address, Answer, Call, Event, Posted, ReplyFailure, ReplyProtocol, Setup, Unsupported};
use serde_json::{Value, json};

use super::answer::{self, Refusal};
use super::api::Api;
use super::model::Payload;
use super::watch::is_repository;
use crate::rest::Request;

/// In characters, as GitHub itself says when it refuses one with 422: "body is too long (maximum is 65536 characters)".
const LONGEST_COMMENT: usize = 65_536;

#[derive(Debug)]
pub(super) struct Send {
    api: Api,
}

impl Send {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api) }
    }

    fn comment(&self, to: &Address, text: &str) -> Result<Call, Unsupported> {
        if text.trim().is_empty() {
            return Err(Unsupported("GitHub takes no empty comment".into()));
        }
        let length = text.chars().count();
        if length > LONGEST_COMMENT {
            return Err(Unsupported(format!(
                "a comment has {LONGEST_COMMENT} characters on GitHub at most, and this one has {length}"
            )));
        }
        let (repository, number) = place(&to.chat)?;
        let path = format!("/repos/{repository}/issues/{number}/comments");
        Ok(self.api.call(Method::POST, &path, Some(&json!({ "body": text }))))
    }
}

impl ReplyProtocol for Send {
    fn address(&self, event: &Event) -> Option<Address> {
        chat(&serde_json::from_slice(event.payload()).ok()?).map(Address::chat)
    }

    fn calls(&self, to: &Address, act: &Act) -> Result<Vec<Call>, Unsupported> {
        match act {
            Act::Send(out) => Ok(vec![self.comment(to, out.only_text("GitHub")?)?]),
            other => Err(Unsupported::by("GitHub", other.name())),
        }
    }

    /// `VERB /path`, such as `POST /repos/octocat/hello-world/issues/1/reactions`. What a GET is given goes into its query.
    fn call(&self, method: &str, body: &Value) -> Result<Call, Unsupported> {
        let Request { verb, path, body } = Request::read(method, body)?;
        // What is put twice is there once.
        let repeatable = matches!(verb, Method::GET | Method::PUT);
        let call = self.api.call(verb, &path, body);
        Ok(if repeatable { call.repeatable() } else { call })
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        if answer.status.is_success() && answer.body.is_empty() {
            return Ok(Value::Null);
        }
        answer::result(answer, None).map_err(Refusal::reply_failure)
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        Some(Posted::new(result["id"].as_u64()?.to_compact_string()))
    }
}

/// The name of the place where an event happened and an answer belongs: `octocat/hello-world#1`. Discussions are not among
/// them, for the REST API cannot speak there; nor is what happens to the repository as a whole.
pub(super) fn chat(about: &Payload<'_>) -> Option<CompactString> {
    let repository = about.repository.as_ref()?.full_name.as_deref().filter(|name| is_repository(name))?;
    let thread = about.issue.as_ref().or(about.pull_request.as_ref())?;
    Some(format_compact!("{repository}#{}", thread.number))
}

/// The repository and the number in the name of a place.
fn place(chat: &str) -> Result<(&str, u64), Unsupported> {
    let parts = chat.split_once('#').filter(|(repository, _)| is_repository(repository));
    let place = parts.and_then(|(repository, number)| Some((repository, number.parse().ok()?)));
    place.ok_or_else(|| Unsupported("a place on GitHub is called `OWNER/REPO#NUMBER`".into()))
}
