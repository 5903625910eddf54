//! A dead letter is kept before anything is confirmed; the file that keeps it survives a kill.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use pollhook_core::{Clock, Count, DeadLetters, Draft, Error, Kept, NotKept, Outcome, Reason, ReasonKind, Settle, Via};
use pollhook_testkit::TestClock;
use tempfile::TempDir;
use tokio::time::sleep;

use super::rig::kept;
use super::{Book, Rig, event, said};
use crate::letters::read;
use crate::{App, FileDeadLetters, NoDeadLetters, message};

fn hopeless() -> App {
    App::new().on(message(), || async { Err::<(), _>(Error::permanent("no use")) })
}

#[tokio::test(start_paused = true)]
async fn a_letter_is_kept_before_the_event_is_rejected() {
    let rig = Rig::new(hopeless());
    let book = Arc::new(Book::default());
    rig.offer_to(kept(said(1, "hi"), Via::Polling, Kept::Upstream), &book, 1);
    sleep(Duration::from_millis(4)).await;
    assert!(book.log.lines().is_empty(), "the disk is still at it");
    sleep(Duration::from_millis(2)).await;
    assert_eq!((rig.letters().len(), book.log.lines()), (1, vec!["1 rejected: Failed".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn when_no_letter_can_be_kept_nothing_is_confirmed() {
    let rig = Rig::new(hopeless());
    rig.drawer.fails.store(true, Relaxed);
    let book = Arc::new(Book::default());
    rig.offer_to(kept(said(1, "hi").key("a"), Via::Polling, Kept::Upstream), &book, 1);
    rig.offer_to(kept(said(2, "hi").key("b"), Via::Replay, Kept::BySource), &book, 2);
    rig.offer_to(kept(said(3, "hi").key("c"), Via::Source, Kept::Nobody), &book, 3);
    sleep(Duration::from_secs(120)).await;
    assert_eq!(book.log.lines(), ["1 handed back", "2 handed back"], "and what nobody keeps stays here");
    rig.drawer.fails.store(false, Relaxed);
    sleep(Duration::from_secs(31)).await;
    assert_eq!(book.log.lines().last().unwrap(), "3 rejected: Failed");
    assert_eq!(rig.letters().len(), 1);
}

async fn never() {
    unreachable!("no handler is asked");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_a_dead_letter_without_a_handler() {
    let rig = Rig::new(App::new().fallback(never));
    let draft = Draft::undecodable("1", "not JSON", &b"\xff{"[..]);
    assert!(matches!(rig.emit(draft).await, Outcome::Rejected(reason) if reason.kind() == ReasonKind::Undecodable));
    assert_eq!(rig.letters(), [("1".to_owned(), 1, ReasonKind::Undecodable)]);
}

struct Desk {
    folder: TempDir,
    clock: Arc<TestClock>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clock: Arc::new(TestClock::new()) }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("dead-letters.jsonl")
    }

    fn file(&self, cap: u64) -> FileDeadLetters {
        FileDeadLetters::new(self.path(), cap, Arc::clone(&self.clock) as Arc<dyn Clock>)
    }

    async fn keep(&self, id: &str, cap: u64) -> Result<(), String> {
        let reason = Reason::new(ReasonKind::Panicked, "oh no");
        let kept = self.file(cap).keep(&event(said(id, "hi"), Via::Polling), 5, &reason).await;
        kept.map_err(|error| error.to_string())
    }

    fn ids(&self) -> Vec<String> {
        read(self.path()).unwrap().map(|letter| letter.unwrap().event().id().to_string()).collect()
    }
}

#[tokio::test]
async fn a_letter_comes_back_as_it_was_written() {
    let desk = Desk::new();
    assert!(!desk.path().exists(), "made at first need");
    desk.keep("1", 10_000).await.unwrap();
    let letter = read(desk.path()).unwrap().next().unwrap().unwrap();
    assert_eq!((letter.attempts(), letter.reason()), (5, Reason::new(ReasonKind::Panicked, "oh no")));
    assert_eq!(letter.event().payload(), event(said("1", "hi"), Via::Polling).payload());
    let since = letter.at().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(since.as_secs(), TestClock::START.as_secs());
}

#[tokio::test]
async fn letters_look_as_documented() {
    let desk = Desk::new();
    desk.keep("1", 10_000).await.unwrap();
    let text = fs::read_to_string(desk.path()).unwrap();
    let expected = r#"{"at":1767225600000,"attempts":5,"kind":"panicked","reason":"oh no","event":{"bot":"words","#;
    assert!(text.starts_with(&expected[..8]) && text.contains(&expected[19..]), "{text}");
    assert!(text.ends_with("}\n"));
}

#[tokio::test]
async fn a_line_that_a_kill_cut_is_passed_over_and_cut_off_by_the_next_letter() {
    let desk = Desk::new();
    desk.keep("1", 100_000).await.unwrap();
    let whole = fs::read(desk.path()).unwrap();
    for torn in [&whole[..40], &whole[..whole.len() - 1], &[b'x'; 9_000][..]] {
        let mut file = fs::OpenOptions::new().append(true).open(desk.path()).unwrap();
        file.write_all(torn).unwrap();
        let before = desk.ids();
        desk.keep("next", 100_000).await.unwrap();
        assert_eq!(desk.ids().len(), before.len() + 1);
    }
    assert_eq!(desk.ids(), ["1", "next", "next", "next"]);
}

#[tokio::test]
async fn a_line_that_is_no_letter_hides_no_other() {
    let desk = Desk::new();
    fs::write(desk.path(), "nonsense\n").unwrap();
    desk.keep("1", 10_000).await.unwrap();
    let letters: Vec<_> = read(desk.path()).unwrap().collect();
    assert!(letters[0].as_ref().is_err_and(|error| error.to_string().starts_with("line 1 is no letter")));
    assert!(letters[1].is_ok() && letters.len() == 2);
}

#[tokio::test]
async fn a_full_file_keeps_nothing_more_and_says_so() {
    let desk = Desk::new();
    desk.keep("1", 300).await.unwrap();
    let error = desk.keep("2", 300).await.unwrap_err();
    assert!(error.contains("dead-letters.jsonl") && error.contains("300 bytes"), "{error}");
    assert_eq!(desk.ids(), ["1"]);
}

#[tokio::test]
async fn many_letters_at_once_are_all_whole() {
    let desk = Desk::new();
    let file = desk.file(FileDeadLetters::CAP);
    let reason = Reason::new(ReasonKind::Failed, "");
    let events: Vec<_> = (0..50).map(|n| event(said(n, "hi"), Via::Webhook)).collect();
    let kept = futures::future::join_all(events.iter().map(|event| file.keep(event, 1, &reason))).await;
    assert!(kept.iter().all(Result::is_ok));
    assert_eq!(desk.ids().len(), 50);
}

/// Whoever is told of a rejection finds the letter on the disk already.
struct Looks {
    desk: Desk,
    found: AtomicU32,
}

impl Settle for Looks {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        assert!(matches!(outcome, Outcome::Rejected(_)));
        assert!(self.desk.ids().contains(&at.to_string()), "{at} was confirmed before its letter was kept");
        self.found.fetch_add(1, Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn a_dead_letter_is_in_the_file_before_anything_is_confirmed() {
    let looks = Arc::new(Looks { desk: Desk::new(), found: AtomicU32::new(0) });
    let rig = Rig::keeping(hopeless(), looks.desk.file(FileDeadLetters::CAP));
    for at in 0..20 {
        let offer = kept(said(at, "hi").key(format!("{}", at % 4)), Via::Polling, Kept::Upstream);
        rig.sink.try_reserve().unwrap().emit_to(offer, Arc::clone(&looks) as Arc<dyn Settle>, at);
    }
    rig.dispatcher.idle().await;
    assert_eq!((looks.found.load(Relaxed), looks.desk.ids().len()), (20, 20));
}

#[tokio::test]
async fn when_the_file_cannot_be_written_nothing_is_confirmed() {
    let desk = Desk::new();
    let nowhere = FileDeadLetters::new(desk.folder.path().join("no/letters.jsonl"), 1_000_000, desk.clock.clone());
    let full = FileDeadLetters::new("/dev/full", 1_000_000, desk.clock.clone());
    let capped = desk.file(10);
    for file in [nowhere, full, capped] {
        let outcome = Rig::keeping(hopeless(), file.clone()).emit(said(1, "hi")).await;
        assert!(matches!(outcome, Outcome::Retry(Some(_))), "{}: {outcome:?}", file.path().display());
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error_that_names_the_file() {
    let desk = Desk::new();
    let file = FileDeadLetters::new(desk.folder.path().join("no/letters.jsonl"), 500, desk.clock.clone());
    let error = file.keep(&event(said(1, "hi"), Via::Polling), 1, &Reason::new(ReasonKind::Failed, "")).await;
    assert!(error.unwrap_err().to_string().contains("no/letters.jsonl"));
}

#[tokio::test]
async fn off_is_a_choice() {
    let reason = Reason::new(ReasonKind::Failed, "");
    assert!(NoDeadLetters.keep(&event(said(1, "hi"), Via::Polling), 1, &reason).await.is_ok());
}

#[tokio::test]
async fn the_counters_know_nothing_of_letters_that_were_kept() {
    let rig = Rig::new(hopeless());
    rig.emit(said(1, "hi")).await;
    assert_eq!((rig.count(Count::Lost), rig.count(Count::Dropped)), (0, 0));
}

/// Whatever is written to this device is taken, and nothing of it can be synced: as a disk that fails only then.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_letter_that_cannot_be_synced_is_not_kept() {
    let desk = Desk::new();
    std::os::unix::fs::symlink("/dev/null", desk.path()).unwrap();
    let said = desk.keep("1", 10_000).await.unwrap_err();
    assert!(said.contains("dead-letters.jsonl"), "{said}");
}
