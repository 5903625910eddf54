//! A handler cannot tell by which way its events came: the same conversation by short polling, by long polling and by
//! webhook gives the same calls, whatever goes wrong on the wire meanwhile.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::collections::BTreeMap;
use std::time::Duration;

use pollhook_promises::arena::Arena;
use pollhook_promises::journal::Call;
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;
use pollhook_simulator::{Counters, Door, Fault, Faults, Options};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_secs(60);
const CONVERSATIONS: usize = 5;
const CHATS: usize = 6;

/// What goes wrong in every conversation, beside what does by chance.
const SURE: [(Door, Fault); 4] = [
    (Door::Poll, Fault::TooMany(Some(1))),
    (Door::Poll, Fault::HalfBody),
    (Door::Poll, Fault::Status(502)),
    (Door::Push, Fault::CutAfter(Duration::from_millis(5))),
];

/// What users say, when, and what goes wrong with it.
#[derive(Clone, Debug)]
struct Conversation {
    /// In which chat, after how many milliseconds, and what its handler does.
    said: Vec<(usize, u64, Vec<Step>)>,
    faults: Faults,
    seed: u64,
}

fn conversations() -> impl Strategy<Value = Conversation> {
    let step = prop_oneof![
        4 => (0_u64..40).prop_map(|ms| vec![Step::pause(ms)]),
        1 => Just(vec![Step::Fail(1)]),
        1 => Just(vec![Step::pause(10), Step::Panic(1)]),
    ];
    let said = prop::collection::vec((0..CHATS, 0_u64..40, step), 20..60);
    let chance = || 0.05..0.25;
    let faults = (chance(), chance(), chance(), chance(), chance());
    (said, faults, any::<u64>()).prop_map(|(said, (late, twice, cut, server_error, too_many), seed)| {
        let faults = Faults { late, twice, cut, server_error, too_many, ..Faults::default() };
        Conversation { said, faults, seed }
    })
}

/// The calls in each chat, in order, and what the wire saw.
async fn held(
    conversation: &Conversation,
    on: impl AsyncFnOnce(Options) -> Stage,
) -> (BTreeMap<String, Vec<Call>>, Counters) {
    let Conversation { said, faults, seed } = conversation;
    // It starts in good order: who a bot is, and where it is called, is no part of a conversation.
    let stage = on(Options { speed: 100.0, seed: *seed, ..Options::default() }).await;
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(""));
    let bot = &stage.telegram().bot;
    let process = arena.ready().await;
    bot.set_faults(faults.clone());
    for (number, (chat, after, steps)) in (1..).zip(said) {
        if number == 10 {
            SURE.into_iter().for_each(|(door, fault)| bot.fail_next(door, fault));
        }
        tokio::time::sleep(Duration::from_millis(*after)).await;
        stage.say(*chat, number, steps);
    }
    stage.telegram().drained(PATIENCE).await;
    let counters = bot.counters();
    process.kill().await;
    (arena.journal.read().calls.clone(), counters)
}

/// Holds one conversation by each way at the same time.
async fn by_each_way(conversation: Conversation) -> [Counters; 3] {
    let (short, long, called) = tokio::join!(
        held(&conversation, async |options| Stage::short_poll_on(options, CHATS).await),
        held(&conversation, async |options| Stage::long_poll_on(options, CHATS).await),
        held(&conversation, async |options| Stage::webhook_on(options, CHATS).await),
    );
    let calls: usize = short.0.values().map(Vec::len).sum();
    assert!(calls >= conversation.said.len(), "premise: all of it was handled, in {calls} calls");
    assert_eq!(short.0, long.0, "{conversation:?}");
    assert_eq!(long.0, called.0, "{conversation:?}");
    [short.1, long.1, called.1]
}

/// Conversations are drawn, not shrunk: each takes seconds, so they are held all at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_the_same_by_each_way() {
    let seed = std::env::var("PROMISES_SEED").map_or(7, |seed| seed.parse().unwrap());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut talks = JoinSet::new();
    for _ in 0..CONVERSATIONS {
        talks.spawn(by_each_way(conversations().new_tree(&mut runner).unwrap().current()));
    }
    let met: Vec<Counters> = talks.join_all().await.into_iter().flatten().collect();
    let premise = |what: &str, count: fn(&Counters) -> u64| {
        assert!(met.iter().map(count).sum::<u64>() > 0, "premise: nothing was {what}: {met:?}");
    };
    premise("cut", |counters| counters.unanswered);
    premise("pushed again", |counters| counters.pushes_failed);
    premise("slowed down by 429", |counters| counters.too_many);
}
