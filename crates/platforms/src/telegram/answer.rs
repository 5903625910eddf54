//! What the API answers: `{"ok":true,"result":…}`, or why not, or something that is not Telegram's at all.
//!
//! Only Telegram's own words are a verdict. A page of a proxy in between says that something is wrong, and not with the
//! bot, so it is tried again. Nothing of such a page is ever shown: it may quote the URL, and the URL holds the token.

use std::time::Duration;

use compact_str::ToCompactString;
use pollhook_core::{Answer, Failure, ReplyFailure};
use serde::Deserialize;

use crate::object;
use crate::said;
use crate::text::Text;

/// Reads the result out of an answer.
pub(super) fn result<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<T, Refusal> {
    if answer.status.is_success()
        && let Ok(Success { ok: true, result: Some(result) }) = object::read(&answer.body)
    {
        return Ok(result);
    }
    Err(Refusal::read(answer))
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Success<T> {
    ok: bool,
    result: Option<T>,
}

#[derive(Deserialize)]
struct Refused<'a> {
    ok: bool,
    error_code: Option<u16>,
    #[serde(borrow)]
    description: Option<Text<'a>>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    migrate_to_chat_id: Option<i64>,
    retry_after: Option<u64>,
}

/// An answer without a result.
#[derive(Debug)]
pub(super) struct Refusal {
    code: u16,
    /// What Telegram said; `None` when the answer is not Telegram's.
    said: Option<String>,
    after: Option<Duration>,
    moved: Option<i64>,
}

impl Refusal {
    fn read(answer: &Answer) -> Self {
        let status = answer.status.as_u16();
        let refused = object::read::<Refused<'_>>(&answer.body).ok().filter(|refused| !refused.ok);
        let Some(refused) = refused else {
            return Self { code: status, said: None, after: answer.retry_after(), moved: None };
        };
        let asked = refused.parameters.as_ref().and_then(|parameters| parameters.retry_after).map(Duration::from_secs);
        Self {
            code: refused.error_code.unwrap_or(status),
            said: Some(refused.description.map_or_else(String::new, |text| said::fit_to_show(&text, holds_token))),
            after: asked.or_else(|| answer.retry_after()),
            moved: refused.parameters.and_then(|parameters| parameters.migrate_to_chat_id),
        }
    }

    /// What it means for whoever polls or registers.
    pub(super) fn failure(self) -> Failure {
        match self.code {
            // Said only to those whose token is good.
            404 if self.says("method not found") => Failure::Fatal(format!("{}: {OUTDATED}", self.words())),
            401 | 404 | 421 => Failure::Unauthorised(self.unauthorised()),
            409 => self.conflict(),
            429 | 500.. => self.retry(),
            // A name that is new to the world is known everywhere only after a while.
            _ if self.says("resolve host") => self.retry(),
            400..500 if self.said.is_some() => Failure::Fatal(self.words()),
            _ => self.retry(),
        }
    }

    /// Whether it says that what was asked for is so already: a change or a deletion that was tried again.
    pub(super) fn is_done_already(&self) -> bool {
        self.code == 400 && (self.says("message is not modified") || self.says("message to delete not found"))
    }

    /// What it means for whoever sent something.
    pub(super) fn reply_failure(self) -> ReplyFailure {
        if let Some(chat) = self.moved {
            return ReplyFailure::Moved { chat: chat.to_compact_string() };
        }
        match self.code {
            404 if self.says("method not found") => ReplyFailure::Refused(self.words()),
            401 | 404 | 421 => ReplyFailure::Unauthorised(self.unauthorised()),
            429 | 500.. => ReplyFailure::Retry { after: self.after, why: self.words() },
            // Somebody in between says that all is well, and not what became of the message.
            200..300 if self.said.is_none() => ReplyFailure::Unclear(self.words()),
            _ => ReplyFailure::Refused(self.words()),
        }
    }

    /// The four conflicts differ only in their texts (telegram-bot-api, `Client.cpp`).
    fn conflict(self) -> Failure {
        let words = self.words();
        if self.says("webhook is active") {
            Failure::WebhookActive(words)
        } else if self.says("terminated by setwebhook") {
            Failure::OwnOldPoll(words)
        } else if self.says("terminated by other setwebhook") {
            Failure::Retry { after: self.after, why: words }
        } else {
            Failure::Taken(words)
        }
    }

    fn retry(self) -> Failure {
        Failure::Retry { after: self.after, why: self.words() }
    }

    fn unauthorised(&self) -> String {
        let what_to_do = match self.code {
            401 => "compare `token` with what @BotFather shows; one that was revoked stays dead",
            421 => {
                "this server serves only some bots, and this one is not among them: ask who runs it, or remove `api`"
            }
            _ => "`token` must look like 123456:ABC-DEF, and `api`, if it is set, be the address of a Bot API server",
        };
        format!("{}: {what_to_do}", self.words())
    }

    fn says(&self, words: &str) -> bool {
        self.said.as_ref().is_some_and(|said| said.to_ascii_lowercase().contains(words))
    }

    fn words(&self) -> String {
        match self.said.as_deref() {
            Some("") => format!("Telegram answered {} without a word", self.code),
            Some(said) => format!("Telegram says: {said}"),
            None => format!("{}, and not in Telegram's words: is something in between, or `api` wrong?", self.code),
        }
    }
}

const OUTDATED: &str = "the server at `api` lacks a method that this bot needs: bring it up to date";

/// `123456:ABC…`, the latter part 35 characters today.
fn holds_token(part: &str) -> bool {
    let secret = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).count() >= 20;
    part.match_indices(':').any(|(at, _)| part[..at].ends_with(|c: char| c.is_ascii_digit()) && secret(&part[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_shows_no_token() {
        let token = "123456:AAE-x_0123456789abcdefghijklmnopqrs";
        let shown = |said: &str| said::fit_to_show(said, holds_token);
        assert_eq!(shown("Bad Request: chat not found"), "Bad Request: chat not found");
        assert_eq!(shown(&format!("no /bot{token}/getMe here")), "no /[token]getMe here");
        assert!(!shown(&format!("url=\"{token}\"")).contains("AAE"));
    }
}
