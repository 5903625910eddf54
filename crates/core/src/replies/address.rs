//! Where somebody can be spoken to later: by which bot, in which chat. One line of text, to be kept anywhere.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::place::Place;
use crate::{BotId, Context, ExtractError, FromContext};

/// Where somebody can be spoken to without having said anything: a bot, a chat with it, a thread in that. It can be kept
/// and used by another process, with [`Bots::to`](crate::Bots::to). It is an argument that a handler can ask for, and
/// is then where the event came from.
///
/// As a text (`Display`, `FromStr`, serde) it is a line:
///
/// ```text
/// telegram:shop/2000000012              platform:bot/chat
/// telegram:shop/-1001234?thread=42      a thread in it
/// github:ci/octocat/hello-world#7       chats are in their platform's own words
/// ```
///
/// After the thread, or in its place, `via=…` may say what else the platform needs. What would be misread in a part
/// (`%`, `?`, `&`, white space, control characters, the sign that ends the part) stands there as `%` and two hexadecimal
/// digits a byte.
///
/// ```
/// use pollhook_core::{Address, Place};
///
/// let address: Address = "telegram:shop/2000000012".parse().unwrap();
/// assert_eq!(address, Address::new("telegram", "shop", Place::chat("2000000012")));
/// assert_eq!(address.to_string(), "telegram:shop/2000000012");
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Address {
    platform: CompactString,
    bot: BotId,
    place: Place,
}

impl Address {
    /// A place where this bot of this platform speaks. A press is forgotten: it can be answered only while it is new.
    pub fn new(platform: impl Into<CompactString>, bot: impl Into<BotId>, place: Place) -> Self {
        Self { platform: platform.into(), bot: bot.into(), place: Place { press: None, ..place } }
    }

    /// The platform's name, as in the config.
    #[must_use]
    pub fn platform(&self) -> &str {
        &self.platform
    }

    /// The bot's name in the config.
    #[must_use]
    pub fn bot(&self) -> &BotId {
        &self.bot
    }

    /// The chat's id.
    #[must_use]
    pub fn chat(&self) -> &str {
        &self.place.chat
    }

    /// The thread in the chat.
    #[must_use]
    pub fn thread(&self) -> Option<&str> {
        self.place.thread.as_deref()
    }

    /// Where it is, as the bot's platform knows it.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { chat, thread, via, .. } = &self.place;
        write!(f, "{}:{}/{}", Escaped(&self.platform, ':'), Escaped(&self.bot, '/'), Escaped(chat, '?'))?;
        let more = [(THREAD, thread), (VIA, via)].into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        for ((name, value), sign) in more.zip(['?', '&']) {
            write!(f, "{sign}{name}={}", Escaped(value, '&'))?;
        }
        Ok(())
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let invalid = |why| InvalidAddress { text: text.to_owned(), why };
        read(text).map_err(invalid)
    }
}

fn read(text: &str) -> Result<Address, &'static str> {
    let (platform, rest) = text.split_once(':').ok_or(NO_PLATFORM)?;
    let (bot, rest) = rest.split_once('/').ok_or(NO_CHAT)?;
    let (chat, more) = rest.split_once('?').map_or((rest, None), |(chat, more)| (chat, Some(more)));
    if [platform, bot, chat].contains(&"") {
        return Err("a part of it is empty");
    }
    let mut place = Place::chat(plain(chat)?);
    for part in more.into_iter().flat_map(|more| more.split('&')) {
        let (part, value) = match part.split_once('=') {
            Some((THREAD, thread)) => (&mut place.thread, thread),
            Some((VIA, via)) => (&mut place.via, via),
            _ => return Err("after the `?` only `thread=…` and `via=…` may stand"),
        };
        if part.replace(plain(value)?).is_some() {
            return Err("a part of it is there twice");
        }
    }
    Ok(Address { platform: plain(platform)?, bot: plain(bot)?.into(), place })
}

const THREAD: &str = "thread";
const VIA: &str = "via";
const NO_PLATFORM: &str = "it does not begin with a platform and a `:`";
const NO_CHAT: &str = "no `/` ends the bot's name";

/// A part of an address, up to a sign that ends it.
struct Escaped<'a>(&'a str, char);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, end) = *self;
        // All of these everywhere, so that a line stays one line and a word one word.
        let misread = |c: char| matches!(c, '%' | '?' | '&') || c == end || c.is_whitespace() || c.is_control();
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| misread(*c)) {
            f.write_str(&rest[..at])?;
            let (escaped, after) = rest[at..].split_at(c.len_utf8());
            escaped.bytes().try_for_each(|byte| write!(f, "%{byte:02X}"))?;
            rest = after;
        }
        f.write_str(rest)
    }
}

/// Undoes it.
fn plain(text: &str) -> Result<CompactString, &'static str> {
    const WRONG: &str = "a `%` is not followed by the two digits of a byte";
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).ok_or(WRONG)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(WRONG);
        }
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| WRONG)?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    CompactString::from_utf8(bytes).map_err(|_| "its bytes are no text")
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Where the event came from.
impl<S> FromContext<S> for Address {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let bot = cx.bot();
        let place = bot.replies.place(cx.event()).ok_or_else(|| ExtractError::new("this event comes from no chat"))?;
        Ok(Self::new(bot.platform.clone(), bot.id.clone(), place))
    }
}

/// A text is no address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidAddress {
    text: String,
    why: &'static str,
}

impl fmt::Display for InvalidAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no address like platform:bot/chat: {}", self.text, self.why)
    }
}

impl std::error::Error for InvalidAddress {}

#[cfg(test)]
mod tests;
