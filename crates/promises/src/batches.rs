//! Many events in one request, of which one is handed back, or finds its lane full.
//!
//! Its key must wait for it while the rest of the request goes on, and when the request comes again, only it and what
//! waited behind it may run.

use std::fs;
use std::time::Duration;

use pollhook_testkit::Word;

use crate::arena::{Arena, LETTERS, free_address};
use crate::config::{Door, PATH, config};
use crate::journal::Summary;
use crate::process::Ended;
use crate::pushed::{Pushed, word};
use crate::script::Step;

/// How many events are in the request.
pub const EVENTS: u64 = 300;
/// How many the bot may hold at a time.
pub const ROOM: usize = 16;
const CHATS: u64 = 30;
/// The one that is handed back: the first of its chat.
pub const HANDED_BACK: u64 = 7;

/// A request that is not accepted after so many times never will be.
const MOST: usize = 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// What the requests were answered with, in order.
    pub statuses: Vec<Option<u16>>,
    /// What the bot wrote down.
    pub summary: Summary,
    /// How the bot ended.
    pub ended: Ended,
}

/// Posts three hundred events in thirty chats, with room for sixteen, until they are accepted.
///
/// One is handed back because it fails its only attempt and its dead letter cannot be kept: a folder stands where the
/// file would be.
pub async fn one_is_handed_back(program: &str, argument: Option<&str>) -> Outcome {
    let step = |number| if number == HANDED_BACK { Step::Fail(1) } else { Step::pause(10) };
    let words = (0..EVENTS).map(|number| word(&format!("chat{}", number % CHATS), number, &[step(number)]));
    post(program, argument, &format!("[dispatch]\nin_flight = {ROOM}\nattempts = 1"), words.collect()).await
}

/// Posts more events of one chat than may wait in it, until they are accepted. Some of other chats take the room that is
/// left, so that the last ones of the full chat come when it has room again.
pub async fn one_chat_is_full(program: &str) -> Outcome {
    let chat = |number| if (40..60).contains(&number) { format!("chat{number}") } else { "anna".to_owned() };
    let words = (0..FULL).map(|number| word(&chat(number), number, &[Step::pause(10)]));
    post(program, None, "[dispatch]\nin_flight = 40", words.collect()).await
}

/// How many events are in the request that fills a chat.
pub const FULL: u64 = 100;

async fn post(program: &str, argument: Option<&str>, more: &str, words: Vec<Word>) -> Outcome {
    let to = free_address();
    let arena = Arena::new(program, &config(&Door::Pushed("insistent", to), more));
    let mut arena = argument.into_iter().fold(arena, Arena::argument);
    fs::create_dir(arena.path(LETTERS)).expect("the folder is new");
    let process = arena.ready().await;
    let caller = Pushed::new(to, PATH, PATIENCE);
    let mut statuses = Vec::new();
    while statuses.len() < MOST && !matches!(statuses.last(), Some(Some(200..=299))) {
        statuses.push(caller.post(&words).await);
    }
    let ended = process.terminate().await;
    Outcome { statuses, summary: arena.journal.read().clone(), ended }
}
