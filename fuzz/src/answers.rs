//! Every other answer of an API: to registrations, to "who am I", to what a bot said; and every failure.
//!
//! - Each is a result or a failure, and the same each time.
//! - What is told of it is short enough for a log, is one line, and shows no credential, wherever in its words the server
//!   quotes one.

use pollhook::core::{Answer, Ask, Cursor, Failure, Heard, Platform, ReplyFailure, Setup};
use pollhook_platforms::devman::Devman;
use pollhook_platforms::github::GitHub;
use pollhook_platforms::messenger::Messenger;
use pollhook_platforms::telegram::Telegram;

use crate::{github_webhook, telegram_poll, wire};

/// Of each platform, a token as it looks, and the part of it that must be shown nowhere.
const TOKENS: [(&str, &str); 4] = [
    ("123456:AAE-x_0123456789abcdefghijklmnopqrs", "AAE-x_012345"),
    ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "0123456789abcdefghijABCDEF"),
    ("EAAGm0PX4ZCpsBAF4kZCxyzAbCdEfGhIjKlMnOpQrSt", "EAAGm0PX4ZCpsBAF4kZC"),
    ("0123456789abcdef0123456789abcdef01234567", "0123456789abcdef01"),
];

/// Reads a case as an answer. `{T}` in it stands for a token of the platform whose it is.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    // The first byte says whose answer it is.
    let Some((first, case)) = case.split_first() else { return };
    let which = usize::from(first & 3);
    let mut case = case.to_vec();
    while let Some(at) = case.windows(3).position(|window| window == b"{T}") {
        case.splice(at..at + 3, TOKENS[which].0.bytes());
    }
    let answer = wire::answer(&case);
    let told = told(which, &answer);
    assert_eq!(told, self::told(which, &answer), "the same each time");
    for text in told {
        assert!(!text.contains(TOKENS[which].1), "{text:?} shows a token");
        assert!(!text.contains(['\n', '\r', '\0']), "{text:?} is more than one line");
        assert!(text.chars().count() < 1000, "{text:?} is too long for a log");
    }
}

/// All that is told of an answer, whoever asked.
fn told(which: usize, answer: &Answer) -> Vec<String> {
    let (platform, setup): (Box<dyn Platform>, Setup) = match which {
        0 => (Box::new(Telegram), telegram_poll::setup()),
        1 => (Box::new(GitHub), github_webhook::setup()),
        2 => (Box::new(Messenger::new()), Setup::new("https://graph.example.org")),
        _ => (Box::new(Devman::new()), Setup::new("https://api.example.org")),
    };
    let mut told = Vec::new();
    if let Some(registration) = platform.registration(&setup) {
        // What is seen there is shown to its owner, who may see it; a log shows failures.
        told.extend(registration.read_view(answer).err().as_ref().map(Failure::to_string));
        told.extend(registration.read_done(answer).err().as_ref().map(Failure::to_string));
    }
    if let Some(identify) = platform.identify(&setup) {
        told.extend(identify.read(answer).err().as_ref().map(Failure::to_string));
    }
    if let Some(replies) = platform.replies(&setup) {
        told.extend(replies.read(answer).err().map(|failure| words(&failure)));
    }
    if let Some(Ok(mut poll)) = platform.poll(&setup) {
        let _ = poll.ask(Some(&Cursor::from(1_u64)), Ask::Look, wire::now());
        if let Heard::Failed(failure) = poll.hear(answer, wire::now()) {
            told.push(failure.to_string());
        }
    }
    told
}

fn words(failure: &ReplyFailure) -> String {
    match failure {
        ReplyFailure::Retry { why, .. } => why.clone(),
        ReplyFailure::Unclear(why) | ReplyFailure::Refused(why) | ReplyFailure::Unauthorised(why) => why.clone(),
        ReplyFailure::Moved { chat } => chat.to_string(),
        other => format!("{other:?}"),
    }
}
