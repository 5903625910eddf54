//! The updates that are told: messages as Telegram writes them, all of one length.

use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// The length of an ordinary message with a few words in it, in bytes.
pub(crate) const LENGTH: usize = 678;

/// Telegram's header of a webhook's secret (Bot API, `setWebhook`).
pub(crate) const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";
/// The secret in it.
pub(crate) const SECRET: &str = "bench-secret-of-a-usual-length";
/// The token of the bot. Its number is nobody else's: what a bot says itself is skipped.
pub(crate) const TOKEN: &str = "9000000001:bench";

/// A message of `LENGTH` bytes. Its text begins with a [`Head`].
pub(crate) fn update(id: u64, chat: u64, said: u64) -> String {
    update_of(LENGTH, id, chat, said)
}

/// A message of so many bytes; of a few more where that is too short for one.
pub(crate) fn update_of(length: usize, id: u64, chat: u64, said: u64) -> String {
    let mut update = String::with_capacity(length);
    let _ = write!(
        update,
        concat!(
            r#"{{"update_id":{id},"message":{{"message_id":{id},"from":{{"id":{chat},"is_bot":false,"#,
            r#""first_name":"Anna","last_name":"Bench","username":"anna_bench","language_code":"en"}},"#,
            r#""chat":{{"id":{chat},"first_name":"Anna","last_name":"Bench","username":"anna_bench","type":"private"}},"#,
            r#""date":1767225600,"text":"{id} {chat} {said} "#
        ),
        id = id,
        chat = chat,
        said = said
    );
    const END: &str = r#""}}"#;
    while update.len() + END.len() < length {
        let rest = length - END.len() - update.len();
        update.push_str(&WORDS[..rest.min(WORDS.len())]);
    }
    update.push_str(END);
    update
}

const WORDS: &str = "a bot hears what people say and answers them ";

/// What a text begins with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Head {
    pub(crate) id: u64,
    pub(crate) chat: u64,
    /// When it was said, in nanoseconds.
    pub(crate) said: u64,
}

impl Head {
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut numbers = text.splitn(4, ' ').map(str::parse);
        let mut number = || numbers.next()?.ok();
        Some(Self { id: number()?, chat: number()?, said: number()? })
    }
}

/// The wall clock, which two processes share, in nanoseconds.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_has_its_length_and_says_what_it_should() {
        for id in [1, 123_456_789] {
            let text = update(id, 1_000_000 + id, 42);
            assert_eq!(text.len(), LENGTH);
            let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(parsed["update_id"], id);
            let head = Head::of(parsed["message"]["text"].as_str().unwrap());
            assert_eq!(head, Some(Head { id, chat: 1_000_000 + id, said: 42 }));
        }
    }
}
