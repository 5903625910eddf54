//! What people write to a bot, and which routes it takes.
//!
//! A case is a text, behind a line `offset length` for the entity by which Telegram marks a command.
//!
//! - Telegram's command is what that entity covers, counted in UTF-16 units, as a plain count of them says; elsewhere it is
//!   the word behind a slash at the very beginning.
//! - A route for a command runs exactly for messages that begin with it, and not when they name another bot.
//! - The text itself comes through letter by letter, and on GitHub a name that is mentioned is found.

use std::sync::Arc;

use pollhook::core::{Bot, Bots, Command, Context, Draft, Event, NoReplies, Platform, Setup, Shutdown};
use pollhook::dispatcher::{Filter, command, message};
use pollhook_platforms::github::GitHub;
use pollhook_platforms::messenger::Messenger;
use pollhook_platforms::telegram::Telegram;
use serde_json::json;

use crate::telegram_poll::pushed;
use crate::{face, github_webhook, telegram_poll};

/// Reads a case as an entity and a text.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let Some((first, text)) = std::str::from_utf8(case).ok().and_then(|case| case.split_once('\n')) else { return };
    let mut numbers = first.split(' ').map(str::parse::<usize>);
    let (Some(Ok(offset)), Some(Ok(length))) = (numbers.next(), numbers.next()) else { return };
    on_telegram(text, offset, length);
    on_messenger(text);
    on_github(text);
}

fn on_telegram(text: &str, offset: usize, length: usize) {
    let entity = json!({ "type": "bot_command", "offset": offset, "length": length });
    let chat = json!({ "id": 3, "type": "private" });
    let message = json!({ "message_id": 1, "date": 1, "chat": chat, "text": text, "entities": [entity] });
    let draft = pushed(json!({ "update_id": 1, "message": message }).to_string().into());
    let covered = covered(text, offset, length);
    let expected = covered.as_ref().filter(|_| offset == 0).and_then(|(_, said, rest)| {
        let mut parts = said.strip_prefix('/')?.splitn(2, '@');
        let (name, to) = (parts.next()?, parts.next());
        Some(Command { name: name.to_lowercase().into(), to: to.map(Into::into), args: rest.trim_start().to_owned() })
    });
    let cx = context(&Telegram, &telegram_poll::setup(), face::event(draft, "telegram"));
    is_routed(&cx, text, expected.as_ref());
    let named = covered.is_some_and(|(_, said, _)| said.split_once('@').is_some_and(|(_, to)| is_us(&cx, to)));
    assert_eq!(cx.message().map(|message| message.mentions_me), Some(named));
}

/// Before, in and behind an entity; `None` where it ends within a letter, or beyond the text.
fn covered(text: &str, offset: usize, length: usize) -> Option<(String, String, String)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let end = offset.checked_add(length)?;
    let part = |from: usize, to: usize| String::from_utf16(units.get(from..to)?).ok();
    Some((part(0, offset)?, part(offset, end)?, part(end, units.len())?))
}

fn on_messenger(text: &str) {
    let item = json!({ "sender": { "id": "2" }, "recipient": { "id": "1" }, "message": { "mid": "m", "text": text } });
    let payload = json!({ "object": "page", "entry": [{ "id": "1", "messaging": [item] }] }).to_string();
    let event = face::event(Draft::new("m", "message", payload), "messenger");
    let cx = context(&Messenger::new(), &Setup::new("https://graph.example.org"), event);
    is_routed(&cx, text, at_start(text).as_ref());
}

fn on_github(text: &str) {
    let payload = json!({
        "action": "created",
        "issue": { "id": 1, "number": 2, "title": "t" },
        "comment": { "id": 3, "body": text },
        "repository": { "id": 4, "full_name": "octocat/hello-world" },
        "sender": { "id": 5, "login": "octocat" },
    });
    let draft = Draft::new("delivery:1", "issue_comment", payload.to_string());
    let cx = context(&GitHub, &github_webhook::setup(), face::event(draft, "github"));
    if !text.is_empty() {
        is_routed(&cx, text, at_start(text).as_ref());
    }
    assert_eq!(cx.message().map(|message| message.mentions_me), Some(mentions_us(text)));
}

/// A command where the platform marks none.
fn at_start(text: &str) -> Option<Command> {
    let mut letters = text.chars().skip_while(|letter| letter.is_whitespace());
    if letters.next() != Some('/') {
        return None;
    }
    let rest: Vec<char> = letters.collect();
    let end = rest.iter().position(|letter| letter.is_whitespace()).unwrap_or(rest.len());
    let (name, args) = rest.split_at(end);
    let fits = |letter: &char| matches!(letter, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_');
    if name.is_empty() || !name.iter().all(fits) {
        return None;
    }
    let args = args.iter().skip_while(|letter| letter.is_whitespace()).collect();
    Some(Command { name: name.iter().collect::<String>().to_lowercase().into(), to: None, args })
}

/// Whether `@Octo-Bot` stands there, in any case, and not as a part of something longer.
fn mentions_us(text: &str) -> bool {
    const US: &str = "@octo-bot";
    let letters: Vec<char> = text.chars().collect();
    let is_part = |letter: Option<&char>| letter.is_some_and(|c| c.is_alphanumeric() || ['-', '_'].contains(c));
    let is_here = |at: usize| {
        let said = letters[at..].iter().zip(US.chars()).filter(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        said == US.len() && !is_part(letters.get(at + US.len())) && !is_part(at.checked_sub(1).map(|at| &letters[at]))
    };
    (0..letters.len()).any(is_here)
}

fn context(platform: &dyn Platform, setup: &Setup, event: Event) -> Context {
    let bot = Bot {
        id: "bot".into(),
        platform: platform.name().into(),
        identity: setup.identity.clone(),
        view: platform.view(setup),
        replies: Arc::new(NoReplies),
        bots: Bots::default(),
    };
    Context::new(event, Arc::new(bot), 1, None, Shutdown::pair().1)
}

fn is_us(cx: &Context, name: &str) -> bool {
    cx.bot().identity.as_ref().is_some_and(|us| us.name.to_ascii_lowercase() == name.to_ascii_lowercase())
}

fn is_routed(cx: &Context, text: &str, expected: Option<&Command>) {
    let read = cx.message().expect("it is a message");
    assert_eq!((read.text.as_deref(), read.command.as_ref()), (Some(text), expected));
    assert!(message().with_text().matches(cx) && !message().not().matches(cx));
    for name in ["start", "/Start", "x", expected.map_or("", |command| &command.name)] {
        let wanted = name.strip_prefix('/').unwrap_or(name).to_lowercase();
        let is_for_us = |command: &Command| command.to.as_deref().is_none_or(|to| is_us(cx, to));
        let meant = expected.is_some_and(|command| command.name == wanted && is_for_us(command));
        assert_eq!(command(name).matches(cx), meant, "{name:?} for {text:?}");
    }
}
