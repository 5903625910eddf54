//! No wake-up is lost: whoever waits for outcomes hears the last one, however it meets those who settle.

use std::sync::Arc;
use std::time::Duration;

use loom::future::block_on;
use loom::thread;

use super::explore;
use crate::from_stream::Outstanding;
use crate::receipt::Receipt;
use crate::{Cursor, Ledger, NotKept, Outcome, Settle};

const ACCEPTED: Outcome = Outcome::Accepted(None);

/// Settles, in a thread of its own, into one place each.
fn settle_all(to: &Arc<impl Settle>, outcomes: impl IntoIterator<Item = Outcome>) -> Vec<thread::JoinHandle<()>> {
    let each = outcomes.into_iter().zip(0..);
    each.map(|(outcome, at)| {
        let to = Arc::clone(to);
        thread::spawn(move || to.settle(at, outcome).unwrap())
    })
    .collect()
}

#[test]
fn a_receipt_hears_its_outcome() {
    explore("receipt", || {
        let (receipt, cell) = Receipt::new();
        let settling = settle_all(&cell, [ACCEPTED]);
        assert_eq!(block_on(receipt), ACCEPTED);
        settling.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

/// A page of two items, each with its own cursor.
fn page(ledger: &Ledger) {
    let items = ["1", "2"].map(|id| (id.into(), Some(cursor(id))));
    assert_eq!(ledger.window().open(items, Some(cursor("end")), 0), 0);
}

fn cursor(text: &str) -> Cursor {
    Cursor::new(text).unwrap()
}

/// What a poller does between two polls: waits until nothing is unsettled, and takes each commit that there is.
async fn until_settled(ledger: &Ledger) -> Option<Cursor> {
    let mut committed = None;
    loop {
        {
            let mut window = ledger.window();
            committed = window.take_commit().or(committed);
            if window.unsettled() == 0 {
                return committed;
            }
        }
        ledger.changed().await;
    }
}

#[test]
fn a_source_hears_when_its_page_has_settled() {
    explore("ledger, all accepted", || {
        let ledger = Arc::new(Ledger::default());
        page(&ledger);
        let settling = settle_all(&ledger, [ACCEPTED, ACCEPTED]);
        assert_eq!(block_on(until_settled(&ledger)), Some(cursor("end")));
        settling.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(ledger.window().uncommitted(), 0);
    });
}

#[test]
fn what_is_handed_back_ends_the_prefix_in_every_order() {
    explore("ledger, one handed back", || {
        let ledger = Arc::new(Ledger::default());
        page(&ledger);
        let pause = Some(Duration::from_secs(1));
        let settling = settle_all(&ledger, [ACCEPTED, Outcome::Retry(pause)]);
        assert_eq!(block_on(until_settled(&ledger)), Some(cursor("1")));
        settling.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(ledger.window().handed_back(), Some(pause));
    });
}

#[test]
fn a_source_of_a_stream_hears_when_all_has_settled() {
    explore("outstanding", || {
        let outstanding = Arc::new(Outstanding::default());
        outstanding.begin();
        outstanding.begin();
        let settling = settle_all(&outstanding, [ACCEPTED, ACCEPTED]);
        block_on(outstanding.settled());
        settling.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

/// A ledger that wakes before there is anything to see.
struct Hasty(Ledger);

impl Settle for Hasty {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        self.0.wake.notify_one();
        let _ = self.0.window().settle(at, &outcome);
        Ok(())
    }
}

/// That the models above can fail.
#[test]
#[should_panic(expected = "deadlock")]
fn a_ledger_that_wakes_too_early_is_found_out() {
    explore("ledger, hasty", || {
        let hasty = Arc::new(Hasty(Ledger::default()));
        page(&hasty.0);
        let settling = settle_all(&hasty, [ACCEPTED, ACCEPTED]);
        block_on(until_settled(&hasty.0));
        settling.into_iter().for_each(|thread| thread.join().unwrap());
    });
}
