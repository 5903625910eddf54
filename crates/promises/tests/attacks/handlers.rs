//! The process under its own handlers.
//!
//! A handler may do what it likes in its own chat. Others go on, the source goes on, and the process ends when it is
//! told to.

use std::time::Duration;

use pollhook_promises::arena::Arena;
use pollhook_promises::journal::Journal;
use pollhook_promises::memory::Memory;
use pollhook_promises::process::Process;
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;

use crate::extent::many;

const PATIENCE: Duration = Duration::from_secs(90);
const FOREVER: Step = Step::pause(600_000);

async fn start(stage: &Stage, more: &str) -> (Arena, Process) {
    let arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), more);
    let process = arena.ready().await;
    (arena, process)
}

async fn ends(journal: &mut Journal, number: u64, what: &str) {
    journal.until(what, PATIENCE, |summary| summary.has_ended(number)).await;
}

async fn ends_in_time(process: Process) -> String {
    let ended = process.terminate().await;
    assert!(ended.status.success() && ended.took < Duration::from_secs(20), "{ended:?}");
    ended.output
}

/// A handler that blocks its thread from its first call on: the others use the other threads.
async fn blocks_from_the_first(stage: Stage) {
    let (mut arena, process) = start(&stage, "").await;
    stage.say(0, 1, &[Step::Block(Duration::from_secs(600))]);
    arena.journal.until("it blocks", PATIENCE, |summary| summary.running.contains(&1)).await;
    for number in 2..12 {
        stage.say(usize::try_from(number).unwrap() % 5 + 1, number, &[Step::pause(1)]);
    }
    let others = |summary: &pollhook_promises::journal::Summary| summary.ended() >= 10;
    let summary = arena.journal.until("the others end", PATIENCE, others).await;
    assert!(!summary.has_ended(1), "the others had to wait for it");
    process.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_blocks_from_its_first_call_stops_nobody_by_polling() {
    blocks_from_the_first(Stage::long_poll(6).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_blocks_from_its_first_call_stops_nobody_by_webhook() {
    blocks_from_the_first(Stage::webhook(6).await).await;
}

/// A handler that was light runs where its events arrive; when it begins to block, it is named, and is moved from there.
#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_begins_to_block_later_is_named() {
    let stage = Stage::long_poll(2).await;
    let (mut arena, mut process) = start(&stage, "").await;
    for number in 1..=64 {
        stage.say(0, number, &[]);
        ends(&mut arena.journal, number, "it is light").await;
    }
    for number in 65..=96 {
        stage.say(0, number, &[Step::Block(Duration::from_millis(20))]);
        ends(&mut arena.journal, number, "it blocks").await;
    }
    let line = process.says("a handler held up its source").await;
    assert!(line.contains("route="), "{line}");
    stage.say(0, 100, &[Step::Block(Duration::from_secs(600))]);
    arena.journal.until("it blocks", PATIENCE, |summary| summary.running.contains(&100)).await;
    stage.say(1, 101, &[]);
    ends(&mut arena.journal, 101, "another chat goes on").await;
    process.kill().await;
}

/// One that never ends is cut at its limit, and becomes a letter; what it left behind in tasks of its own keeps nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_never_ends_is_cut_and_one_that_spawns_and_forgets_keeps_nobody() {
    for stage in [Stage::long_poll(3).await, Stage::webhook(3).await] {
        let (mut arena, process) = start(&stage, "[dispatch]\ntimeout = \"1s\"\nattempts = 2").await;
        stage.say(0, 1, &[FOREVER]);
        for number in 10..10 + many(50, 5_000) {
            stage.say(1, number, &[Step::Spawn(Duration::from_secs(600))]);
        }
        stage.say(2, 2, &[]);
        ends(&mut arena.journal, 2, "its neighbour ends").await;
        stage.telegram().drained(PATIENCE).await;
        assert_eq!(arena.letters(), [1].into());
        ends_in_time(process).await;
    }
}

/// At its end, when it fails, and when it is cut: a panic in a drop is an outcome like another.
#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_panics_in_its_drop_harms_only_itself() {
    for stage in [Stage::long_poll(5).await, Stage::webhook(5).await] {
        let (mut arena, process) = start(&stage, "[dispatch]\ntimeout = \"1s\"\nattempts = 2").await;
        stage.say(0, 1, &[Step::Spoil(1)]);
        stage.say(1, 2, &[Step::Spoil(1), Step::pause(5)]);
        stage.say(2, 3, &[Step::Spoil(Step::ALWAYS), FOREVER]);
        stage.say(3, 4, &[Step::Spoil(Step::ALWAYS), Step::Fail(Step::ALWAYS)]);
        stage.say(4, 5, &[Step::Spoil(Step::ALWAYS), Step::Panic(Step::ALWAYS)]);
        // Each in the same chat, behind the one that went wrong.
        (0..5).for_each(|chat| stage.say(chat, 10 + chat as u64, &[]));
        stage.telegram().drained(PATIENCE).await;
        let summary = arena.journal.read();
        let ended: Vec<u64> = summary.ends.keys().copied().collect();
        assert_eq!((ended, summary.doubled()), (vec![1, 2, 10, 11, 12, 13, 14], [].into()));
        assert_eq!(summary.disorder, []);
        assert_eq!(arena.letters(), [3, 4, 5].into());
        let output = ends_in_time(process).await;
        assert!(output.contains("a handler panicked while it was being cleaned up"), "{output}");
    }
}

/// Each of so many chats is slower than its limit. All are cut, and kept; the process never holds more than its budget.
async fn slower_than_the_limit(stage: Stage, chats: usize) {
    let (mut arena, process) = start(&stage, "[dispatch]\ntimeout = \"1s\"\nattempts = 1").await;
    let memory = Memory::of(process.id());
    for chat in 0..chats {
        stage.say(chat, chat as u64 + 1, &[FOREVER]);
    }
    stage.telegram().drained(PATIENCE * 2).await;
    assert_eq!(arena.letters().len(), chats);
    let summary = arena.journal.read();
    assert!(summary.most <= 1_024 && summary.starts.len() == chats, "{summary}");
    let peak = memory.peak().map_or(0.0, |bytes| bytes as f64 / f64::from(1 << 20));
    println!("{chats} chats slower than the limit, {} at a time: +{peak:.1} MiB at most (bound 32)", summary.most);
    assert!(peak <= 32.0, "{peak:.1} MiB beyond rest");
    ends_in_time(process).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_chats_slower_than_the_limit_are_cut_by_webhook() {
    let chats = many(300, 10_000);
    slower_than_the_limit(Stage::webhook(chats).await, chats).await;
}

/// A hundred at a time: behind those no client of Telegram can look.
#[tokio::test(flavor = "multi_thread")]
async fn many_chats_slower_than_the_limit_are_cut_by_polling() {
    let chats = many(300, 10_000);
    slower_than_the_limit(Stage::long_poll(chats).await, chats).await;
}
