//! Dead letters as they are read from their file.
//!
//! - Each whole line is a letter or is named by its number, in their order; what follows the last line end is passed over.
//! - A letter that is written again is the same letter.
//! - Whatever stands in the file, the next letter is kept behind its last whole line, and read back as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use pollhook::core::{Bytes, Clock, DeadLetters, Draft, Event, Now, Origin, Reason, ReasonKind, Via};
use pollhook::dispatcher::FileDeadLetters;
use pollhook::dispatcher::letters::{self, Letter, UnreadableLetter};

use crate::wire;

/// One folder a process, in memory where the system has such a place.
pub(crate) static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("there is room for a file")
});

/// Reads a case as a file.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let path = FOLDER.path().join("letters.jsonl");
    fs::write(&path, case).expect("there is room for a file");
    let letters = read(&path);
    let lines: Vec<&[u8]> = case.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")).collect();
    assert_eq!(letters.len(), lines.len());
    for (at, (letter, line)) in letters.iter().zip(&lines).enumerate() {
        match letter {
            Ok(letter) => is_the_same(letter),
            Err(error) => {
                assert!(error.to_string().starts_with(&format!("line {} is no letter", at + 1)), "{error}");
                assert!(serde_json::from_slice::<Letter>(line).is_err(), "a letter was not read");
            }
        }
    }
    // Each is a whole write, with its sync: not for every case.
    if case.len().is_multiple_of(8) {
        is_kept_behind(&path, &letters, &lines.concat());
    }
}

fn read(path: &Path) -> Vec<Result<Letter, UnreadableLetter>> {
    letters::read(path).expect("the file is there").collect()
}

fn is_the_same(letter: &Letter) {
    let line = serde_json::to_string(letter).expect("a letter can be written");
    assert!(!line.contains('\n'), "a letter is one line");
    let again: Letter = serde_json::from_str(&line).expect("and read");
    assert_eq!(line, serde_json::to_string(&again).expect("as well"));
    assert_eq!((again.at(), again.attempts()), (letter.at(), letter.attempts()));
    assert_eq!((again.reason().kind(), again.reason().text()), (letter.reason().kind(), letter.reason().text()));
    assert_eq!(again.event().payload(), letter.event().payload());
}

/// The time is told, here as everywhere.
#[derive(Debug)]
pub(crate) struct Told;

impl Clock for Told {
    fn now(&self) -> Now {
        wire::now()
    }
}

fn is_kept_behind(path: &Path, before: &[Result<Letter, UnreadableLetter>], whole: &[u8]) {
    let payload = Bytes::copy_from_slice(whole.get(..64).unwrap_or(whole));
    let origin = Origin::new("bot", "telegram", Via::Polling);
    let event: Event = Draft::new("7", "message", payload).stamp(&origin, wire::now().wall);
    let file = FileDeadLetters::new(path, FileDeadLetters::CAP, Arc::new(Told));
    let kept = run(async { file.keep(&event, 3, &Reason::new(ReasonKind::Failed, "of the fuzzer")).await });
    kept.expect("there is room for a letter");
    assert!(fs::read(path).expect("the file is there").starts_with(whole), "whole lines stay");
    let after = read(path);
    assert_eq!(after.len(), before.len() + 1);
    let last = after.last().and_then(|last| last.as_ref().ok()).expect("the letter that was kept");
    assert_eq!((last.event().uid(), last.event().payload(), last.attempts()), (event.uid(), event.payload(), 3));
}

/// Runs what writes files.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().build().expect("a runtime without a driver");
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}
