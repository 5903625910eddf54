//! Handing back: nothing of the same key overtakes what was handed back, in whatever order the source meets the lane.

use std::sync::{Arc, Weak};
use std::time::Duration;

use pollhook_core::{Clock, Error, Event, NotKept, Outcome, Settle, ShutdownOrder, ShutdownReason};

use super::{Book, Log, Rig, Run, Still, explore};
use crate::sync::Mutex;
use crate::{App, Attempt, message};

const PAUSE: Duration = Duration::from_secs(1);

/// Fails on the first event as long as it comes as the first attempt, and writes down what it handled.
fn failing_once(log: &Log) -> App<()> {
    let log = log.clone();
    let call = move |event: Event, Attempt(attempt): Attempt| {
        let log = log.clone();
        async move {
            if event.id() == "1" && attempt == 1 {
                return Err(Error::retry(PAUSE, "not now"));
            }
            log.add(event.id().as_str());
            Ok(())
        }
    };
    App::new().on(message(), call)
}

/// A dispatcher that lets go of what fails instead of waiting for another try.
fn letting_go(log: &Log, run: Run) -> Arc<Rig> {
    let rig = Rig::new(failing_once(log), run);
    rig.dispatcher.cancel(ShutdownOrder { reason: ShutdownReason::Stop, deadline: Still.now().at });
    Arc::new(rig)
}

/// A poller emits three while the task of the first fails: what was handed back it brings again, in order, in its next
/// epoch. Whatever the task and the poller saw of each other, the three are handled in order, each once.
fn rewound(run: Run) {
    let (log, book) = (Log::default(), Arc::new(Book::default()));
    let rig = letting_go(&log, run);
    (1..=3).for_each(|id| rig.emit(id, &book));
    rig.rests();
    assert_eq!(book.of(1), Some(Outcome::Retry(Some(PAUSE))), "the first one failed");
    let again = Arc::new(Book::default());
    for id in (1..=3).filter(|id| matches!(book.of(*id), Some(Outcome::Retry(_)))) {
        rig.emit_again(id, &again);
    }
    rig.rests();
    assert_eq!(log.lines(), ["1", "2", "3"], "overtaken");
}

#[test]
fn nothing_overtakes_what_was_handed_back_from_a_task() {
    explore("hand back, in tasks", || rewound(Run::InTasks));
}

#[test]
fn nothing_overtakes_what_failed_in_place_and_was_handed_back() {
    explore("hand back, in place", || rewound(Run::InPlace));
}

/// A source that goes back in the very moment in which the last of its events has settled, while the lane that told it so
/// is still at it. Not earlier: an epoch begins when the one before has settled.
struct AtOnce {
    rig: Weak<Rig>,
    left: Mutex<(u32, Vec<u32>)>,
    book: Arc<Book>,
}

impl Settle for AtOnce {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let again = {
            let mut left = self.left.lock().unwrap();
            left.0 -= 1;
            left.1.extend(matches!(outcome, Outcome::Retry(_)).then_some(at));
            if left.0 > 0 { Vec::new() } else { std::mem::take(&mut left.1) }
        };
        let rig = self.rig.upgrade().expect("it outlives what it runs");
        (1..=2).filter(|id| again.contains(id)).for_each(|id| rig.emit_again(id, &self.book));
        Ok(())
    }
}

fn back_at_once(events: u32) {
    let (log, book) = (Log::default(), Arc::new(Book::default()));
    let rig = letting_go(&log, Run::InPlace);
    let left = Mutex::new((events, Vec::new()));
    let source: Arc<dyn Settle> = Arc::new(AtOnce { rig: Arc::downgrade(&rig), left, book: Arc::clone(&book) });
    (1..=events).for_each(|id| rig.emit_to(id, 1, "chat", &source));
    rig.rests();
    assert_eq!(book.of(1), Some(Outcome::Accepted(None)), "it is not handed back a second time");
    assert_eq!(log.lines(), ["1", "2"][..events as usize], "overtaken");
}

#[test]
fn what_comes_again_at_once_is_run() {
    explore("hand back, one back at once", || back_at_once(1));
}

#[test]
fn what_comes_again_at_once_is_still_the_first() {
    explore("hand back, two back at once", || back_at_once(2));
}
