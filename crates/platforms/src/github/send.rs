//! How a bot speaks on GitHub: comments on the issue or pull request at hand, what becomes of them, reactions, and any
//! other method of the REST API.
//!
//! There is no key by which GitHub would know a comment that was sent twice: a send is never repeatable.

mod place;
mod remark;

use compact_str::ToCompactString;
use http::Method;
use pollhook_core::{
    Act, Answer, Call, Event, Limit, Out, Place, Posted, ReplyFailure, ReplyProtocol, Setup, Unsupported,
};
use serde_json::{Value, json};

pub(super) use self::place::chat;
use self::place::place;
use self::remark::Remark;
use super::answer::{self, Refusal};
use super::api::Api;
use crate::rest::Request;

/// How errors call the platform.
const PLATFORM: &str = "GitHub";

/// What a token may write for people to see, wherever it writes ("Rate limits for the REST API": secondary limits). The
/// figure by the hour, 500, is not kept here: nobody can wait that long, so what is refused says when to come back.
const CONTENT: Limit = Limit::new(80, 60);

/// In characters, as GitHub itself says when it refuses one with 422: "body is too long (maximum is 65536 characters)".
const LONGEST_COMMENT: usize = 65_536;

#[derive(Debug)]
pub(super) struct Send {
    api: Api,
    /// Whether GitHub's own server is spoken to. A server of one's own has no limits unless somebody sets some.
    is_cloud: bool,
}

impl Send {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api), is_cloud: setup.api == super::CLOUD }
    }

    fn comment(&self, to: &Place, out: &Out) -> Result<Vec<Call>, Unsupported> {
        out.only_text(PLATFORM)?;
        let (repository, number) = place(&to.chat)?;
        let path = format!("/repos/{repository}/issues/{number}/comments");
        let comment =
            |text: &str| self.api.call(Method::POST, &path, Some(&json!({ "body": text }))).message_in(to.chat.clone());
        Ok(out.parts(LONGEST_COMMENT, "a comment on GitHub")?.into_iter().map(comment).collect())
    }

    fn edit(&self, to: &Place, message: &Posted, out: &Out) -> Result<Call, Unsupported> {
        out.only_text(PLATFORM)?;
        let [text] = out.parts(LONGEST_COMMENT, "a comment on GitHub")?[..] else {
            return Err(Unsupported(format!(
                "a comment on GitHub has {LONGEST_COMMENT} characters at most, and one that is changed stays one"
            )));
        };
        let path = Remark::read(&message.id)?.path(&to.chat)?;
        Ok(self.api.call(Method::PATCH, &path, Some(&json!({ "body": text }))).repeatable())
    }

    fn delete(&self, to: &Place, message: &Posted) -> Result<Call, Unsupported> {
        match Remark::read(&message.id)? {
            Remark::Opening => Err(Unsupported::by(PLATFORM, "delete an issue or a pull request")),
            remark => Ok(self.api.call(Method::DELETE, &remark.path(&to.chat)?, None)),
        }
    }

    /// A reaction that is there already stays as it is ("Reactions").
    fn react(&self, to: &Place, message: &Posted, emoji: &str) -> Result<Call, Unsupported> {
        let path = format!("{}/reactions", Remark::read(&message.id)?.path(&to.chat)?);
        Ok(self.api.call(Method::POST, &path, Some(&json!({ "content": reaction(emoji)? }))).repeatable())
    }
}

impl ReplyProtocol for Send {
    fn place(&self, event: &Event) -> Option<Place> {
        chat(&serde_json::from_slice(event.payload()).ok()?).map(Place::chat)
    }

    fn message(&self, event: &Event) -> Option<Posted> {
        let remark = Remark::at_hand(event.kind(), &serde_json::from_slice(event.payload()).ok()?)?;
        Some(Posted::new(remark.name()))
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        match act {
            Act::Send(out) => self.comment(to, out),
            Act::Edit(message, out) => Ok(vec![self.edit(to, message, out)?]),
            Act::Delete(message) => Ok(vec![self.delete(to, message)?]),
            Act::React(message, emoji) => Ok(vec![self.react(to, message, emoji)?]),
            other => Err(Unsupported::by(PLATFORM, other.name())),
        }
    }

    /// `VERB /path`, such as `POST /repos/octocat/hello-world/issues/1/labels`. What a GET is given goes into its query.
    fn call(&self, method: &str, body: &Value) -> Result<Call, Unsupported> {
        let Request { verb, path, body } = Request::read(method, body)?;
        // What is put twice is there once.
        let repeatable = matches!(verb, Method::GET | Method::PUT);
        let call = self.api.call(verb, &path, body);
        Ok(if repeatable { call.repeatable() } else { call })
    }

    fn limits(&self, chat: Option<&str>) -> Vec<Limit> {
        if self.is_cloud && chat.is_none() { vec![CONTENT] } else { Vec::new() }
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        if answer.status.is_success() && answer.body.is_empty() {
            return Ok(Value::Null);
        }
        answer::result(answer, None).map_err(Refusal::reply_failure)
    }

    /// A comment. A reaction has an id too, and no body.
    fn posted(&self, result: &Value) -> Option<Posted> {
        result.get("body")?;
        Some(Posted::new(result["id"].as_u64()?.to_compact_string()))
    }
}

/// The eight reactions that there are, by their emojis or by GitHub's own words.
const REACTIONS: [(&str, &str); 8] = [
    ("👍", "+1"),
    ("👎", "-1"),
    ("😄", "laugh"),
    ("😕", "confused"),
    ("❤️", "heart"),
    ("🎉", "hooray"),
    ("🚀", "rocket"),
    ("👀", "eyes"),
];

fn reaction(emoji: &str) -> Result<&'static str, Unsupported> {
    // A heart may come without the sign that makes it red.
    let is_meant =
        |(known, word): &&(&str, &str)| emoji == *word || emoji == *known || *known == format!("{emoji}\u{fe0f}");
    let found = REACTIONS.iter().find(is_meant);
    found.map(|(_, word)| *word).ok_or_else(|| {
        let known: Vec<_> = REACTIONS.iter().map(|(emoji, _)| *emoji).collect();
        Unsupported(format!("GitHub knows only the reactions {}", known.join(" ")))
    })
}
