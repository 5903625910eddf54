//! How much a bot may say on Telegram, and what counts as saying something.
//!
//! The figures are those of Telegram's FAQ for bots ("My bot is hitting limits, how do I avoid this?"): one message a second
//! in a chat, with short bursts; twenty a minute in a group; about thirty a second altogether. It does not say how short a
//! burst is: that it is three messages is our guess, on the safe side. Nor does it speak of edits, deletions, reactions,
//! answers to presses and "is typing", so these do not count.

use compact_str::{CompactString, ToCompactString};
use pollhook_core::{Extra, Limit, Setup, SetupError};
use serde_json::Value;

use super::api::Api;

/// The key in the config.
const PACE: &str = "pace";

/// The key that says how fast the bot speaks.
pub(super) const EXTRA: Extra = Extra::new(
    PACE,
    "\"on\"",
    "how fast the bot speaks: `on`, at Telegram's pace; `off`; or how many messages a second it may send altogether",
);

/// Messages a second, altogether; up to a thousand where they are paid for ("Paid Broadcasts").
const ALTOGETHER: usize = 30;

const ANYWHERE: Limit = Limit::new(3, 3);
const GROUP: Limit = Limit::new(20, 60);

/// How many messages a second the bot may send; `None` when nothing counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Pace(Option<usize>);

impl Pace {
    /// Telegram's own server is spared without a word; another one, which may be a simulated one, only on request.
    pub(super) fn read(setup: &Setup) -> Result<Self, SetupError> {
        match setup.extra(PACE) {
            None => Ok(Self(Api::new(&setup.api).is_cloud().then_some(ALTOGETHER))),
            Some("on") => Ok(Self(Some(ALTOGETHER))),
            Some("off") => Ok(Self(None)),
            Some(number) => match number.parse() {
                Ok(number @ 1..=1000) => Ok(Self(Some(number))),
                _ => Err(SetupError(format!(
                    "`{PACE} = \"{number}\"` is neither `on` nor `off`, nor a number of messages a second from 1 to 1000"
                ))),
            },
        }
    }

    /// The same, where what is wrong has been told already: it could not be polled nor called.
    pub(super) fn new(setup: &Setup) -> Self {
        Self::read(setup).unwrap_or(Self(Some(ALTOGETHER)))
    }

    /// Whether anything counts.
    pub(super) fn counts(self) -> bool {
        self.0.is_some()
    }

    /// Altogether, or in one chat.
    pub(super) fn limits(self, chat: Option<&str>) -> Vec<Limit> {
        match (self.0, chat) {
            (None, _) => Vec::new(),
            (Some(altogether), None) => vec![Limit::new(altogether, 1)],
            (Some(_), Some(chat)) if is_group(chat) => vec![ANYWHERE, GROUP],
            (Some(_), Some(_)) => vec![ANYWHERE],
        }
    }

    /// The chat in which a call of any method puts a message. An album, and several messages that are passed on together,
    /// count as one here.
    pub(super) fn message_in(self, method: &str, parameters: &Value) -> Option<CompactString> {
        self.0?;
        let method = method.to_ascii_lowercase();
        let says = ["send", "forward", "copy"].iter().any(|verb| method.starts_with(verb));
        let only_shows = matches!(method.as_str(), "sendchataction" | "sendmessagedraft");
        match parameters.get("chat_id").filter(|_| says && !only_shows)? {
            Value::String(name) => Some(name.into()),
            Value::Number(id) => Some(id.to_compact_string()),
            _ => None,
        }
    }
}

/// Groups and channels have negative ids, and only they are called by a name.
fn is_group(chat: &str) -> bool {
    chat.starts_with(['-', '@'])
}
