//! Events as messages, in the words that all platforms share: whoever opens an issue or a pull request says something,
//! and so does whoever comments or reviews.

use compact_str::ToCompactString;
use pollhook_core::{Chat, ChatKind, Event, Message, Sender, Setup, View, What};

use super::identify::Me;
use super::model::{Payload, User};
use super::send;
use crate::command;
use crate::text::Text;

/// Kinds with something said in them, and the action by which it is said.
const SAID: [(&str, &str); 5] = [
    ("issues", "opened"),
    ("issue_comment", "created"),
    ("pull_request", "opened"),
    ("pull_request_review", "submitted"),
    ("pull_request_review_comment", "created"),
];

/// The same kinds: what was said can be changed in each of them.
const KINDS: [&str; SAID.len()] = {
    let mut kinds = [""; SAID.len()];
    let mut at = 0;
    while at < kinds.len() {
        kinds[at] = SAID[at].0;
        at += 1;
    }
    kinds
};

#[derive(Debug)]
pub(super) struct Reader {
    me: Me,
}

impl View for Reader {
    fn message(&self, event: &Event) -> Option<Message> {
        let (kind, opening) = SAID.iter().find(|(kind, _)| event.kind() == kind)?;
        let about: Payload<'_> = serde_json::from_slice(event.payload()).ok()?;
        let what = match about.action.as_deref()? {
            "edited" => What::Edited,
            action if action == *opening => What::Message,
            _ => return None,
        };
        self.said(what, kind, about)
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        match what {
            What::Message | What::Edited => &KINDS,
            _ => &[],
        }
    }
}

impl Reader {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { me: Me::of(setup) }
    }

    fn said(&self, what: What, kind: &str, about: Payload<'_>) -> Option<Message> {
        let id = send::chat(&about)?;
        let mut message = Message::default();
        message.what = what;
        message.sender = about.sender.as_ref().map(|sender| self.sender(sender));
        let remark = about.comment.or(about.review);
        let thread = about.issue.or(about.pull_request)?;
        let title = thread.title.map(Text::into_string);
        message.chat = Some(Chat { id, kind: ChatKind::Group, title });
        let opens = matches!(kind, "issues" | "pull_request");
        let (number, body, answers) = match remark {
            Some(remark) if !opens => (remark.id, remark.body, remark.in_reply_to_id),
            _ => (thread.id, thread.body, None),
        };
        message.id = number.map(|id| id.to_compact_string());
        message.reply_to = answers.map(|id| id.to_compact_string());
        if let Some(body) = body.filter(|body| !body.is_empty()) {
            message.command = command::at_start(&body);
            message.mentions_me = self.me.name().is_some_and(|name| mentions(&body, name));
            message.text = Some(body.into_string());
        }
        Some(message)
    }

    fn sender(&self, user: &User<'_>) -> Sender {
        Sender {
            id: user.id.to_compact_string(),
            name: user.login.to_string(),
            language: None,
            is_bot: user.kind.as_deref() == Some("Bot") || user.login.ends_with("[bot]"),
            is_self: self.me.is(user),
        }
    }
}

/// Whether a text holds `@name`, and not merely as a part of another name or of an address.
fn mentions(text: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    text.match_indices('@').any(|(at, _)| {
        let rest = &text[at + 1..];
        let named = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        named && !text[..at].ends_with(is_part) && !rest[name.len()..].starts_with(is_part)
    })
}
