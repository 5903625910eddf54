//! Handing back through `Once`, while somebody else brings the same event: the part with the most orders.

use std::sync::Arc;
use std::time::Duration;

use loom::thread;

use super::{Book, Rig, explore};
use crate::{Ack, Outcome};

const PAUSE: Option<Duration> = Some(Duration::from_secs(5));

/// Hands back what runs while a redelivery comes; gives the ack if that was refused.
fn hand_back_against_a_redelivery(rig: &Arc<Rig>, first: &Arc<Book>, second: &Arc<Book>) -> Result<(), Ack> {
    rig.emit_to(first);
    let delivery = rig.held.take().unwrap();
    let redelivering = {
        let (rig, second) = (Arc::clone(rig), Arc::clone(second));
        thread::spawn(move || rig.emit_to(&second))
    };
    let handed_back = delivery.ack.hand_back(PAUSE);
    redelivering.join().unwrap();
    handed_back
}

#[test]
fn a_redelivery_is_handed_back_too_or_runs_as_the_next_attempt() {
    explore("hand back, joined", || {
        let rig = Arc::new(Rig::new());
        let (first, second) = (Arc::new(Book::default()), Arc::new(Book::default()));
        hand_back_against_a_redelivery(&rig, &first, &second).ok().expect("somebody keeps it");
        assert_eq!(first.outcomes(), [Outcome::Retry(PAUSE)]);
        match rig.held.take() {
            None => assert_eq!(second.outcomes(), [Outcome::Retry(PAUSE)]),
            Some(again) => {
                assert_eq!((again.attempt, second.outcomes()), (2, vec![]));
                again.ack.accept();
                assert_eq!(second.outcomes(), [Outcome::Accepted(None)]);
            }
        }
        rig.is_at_rest();
    });
}

/// The first who waits was answered early, so only the redelivery can take the event back.
#[test]
fn what_was_answered_early_is_taken_by_a_redelivery_or_stays_here() {
    explore("hand back, the first answered early", || {
        let rig = Arc::new(Rig::new());
        let (first, second) = (Book::forgotten(), Arc::new(Book::default()));
        match hand_back_against_a_redelivery(&rig, &first, &second) {
            Ok(()) => {
                assert_eq!(second.outcomes(), [Outcome::Retry(PAUSE)]);
            }
            Err(ack) => {
                // It came too late to be asked: it waits for how this ends.
                assert_eq!((first.outcomes(), second.outcomes()), (vec![], vec![]));
                ack.accept();
                assert_eq!(second.outcomes(), [Outcome::Accepted(None)]);
            }
        }
        assert_eq!(first.outcomes(), [Outcome::Accepted(None)], "it hears an end, once");
        rig.is_at_rest();
    });
}

/// Both were answered early: nobody may be left out, and nobody hears twice.
#[test]
fn what_nobody_keeps_stays_here_with_all_who_wait() {
    explore("hand back, nobody keeps it", || {
        let rig = Arc::new(Rig::new());
        let (first, second) = (Book::forgotten(), Book::forgotten());
        let ack = hand_back_against_a_redelivery(&rig, &first, &second).expect_err("nobody keeps it");
        ack.accept();
        assert_eq!(first.outcomes(), [Outcome::Accepted(None)]);
        assert_eq!(second.outcomes(), [Outcome::Accepted(None)]);
        rig.is_at_rest();
    });
}

/// Three who wait, the first of them answered early: whoever can take the event is asked, and all hear the same once.
#[test]
fn several_redeliveries_meet_a_hand_back() {
    explore("hand back, two redeliveries", || {
        let rig = Arc::new(Rig::new());
        let (first, second, third) = (Book::forgotten(), Arc::new(Book::default()), Arc::new(Book::default()));
        let redelivering = {
            rig.emit_to(&first);
            let (rig, third) = (Arc::clone(&rig), Arc::clone(&third));
            thread::spawn(move || rig.emit_to(&third))
        };
        let delivery = rig.held.take().unwrap();
        let joining = {
            let (rig, second) = (Arc::clone(&rig), Arc::clone(&second));
            thread::spawn(move || rig.emit_to(&second))
        };
        if let Err(ack) = delivery.ack.hand_back(PAUSE) {
            ack.accept();
        }
        redelivering.join().unwrap();
        joining.join().unwrap();
        // One that came after the end of a hand-back runs as a new attempt.
        if let Some(again) = rig.held.take() {
            assert_eq!(again.attempt, 2);
            again.ack.accept();
        }
        for book in [first, second, third] {
            assert_eq!(book.outcomes().len(), 1, "each hears once");
        }
        rig.is_at_rest();
    });
}
