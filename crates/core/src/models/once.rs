//! `Once`: an event runs once, and everybody who waits for it hears of it once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use loom::thread;

use super::{Book, Rig, event, explore};
use crate::{Admit, Count, Delivery, Inline, Once, Outcome, Settle};

fn answer() -> Outcome {
    Outcome::Accepted(Some(Inline::json("{}")))
}

/// Settles as an echo would: in place, while others bring the same event.
#[derive(Clone, Default)]
struct InPlace(Arc<AtomicUsize>);

impl Admit for InPlace {
    fn admit(&self, delivery: Delivery) {
        self.0.fetch_add(1, Relaxed);
        delivery.ack.settle(answer()).unwrap();
    }
}

#[test]
fn two_who_bring_one_event_at_once_run_it_once() {
    explore("once, two at once", || {
        let ran = InPlace::default();
        let once = Once::remembering(4, ran.clone(), Arc::default());
        let books = [Arc::new(Book::default()), Arc::new(Book::default())];
        let sink = crate::EventSink::new(once.clone(), 2, Arc::default());
        let bringing = books.clone().map(|book| {
            let sink = sink.clone();
            thread::spawn(move || sink.try_reserve().unwrap().emit_to(event("1"), book, 0))
        });
        bringing.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(ran.0.load(Relaxed), 1, "it ran once");
        for book in books {
            assert_eq!(book.outcomes(), [answer()], "each hears once, and the same");
        }
        assert_eq!((once.running(), sink.room()), (0, 2));
    });
}

#[test]
fn a_redelivery_hears_of_what_ends_meanwhile() {
    explore("once, joined while it ends", || {
        let rig = Arc::new(Rig::new());
        let (first, second) = (Arc::new(Book::default()), Arc::new(Book::default()));
        rig.emit_to(&first);
        let delivery = rig.held.take().unwrap();
        let redelivering = {
            let (rig, second) = (Arc::clone(&rig), Arc::clone(&second));
            thread::spawn(move || rig.emit_to(&second))
        };
        delivery.ack.settle(answer()).unwrap();
        redelivering.join().unwrap();
        assert_eq!((first.outcomes(), second.outcomes()), (vec![answer()], vec![answer()]));
        assert_eq!(rig.stats.get(Count::Joined) + rig.stats.get(Count::Repeated), 1);
        rig.is_at_rest();
    });
}

#[test]
fn a_join_without_room_is_answered_or_refused_but_never_forgotten() {
    explore("once, joined without room", || {
        let rig = Arc::new(Rig::new());
        let (first, second) = (Arc::new(Book::default()), Arc::new(Book::default()));
        rig.emit_to(&first);
        let delivery = rig.held.take().unwrap();
        let joining = {
            let (rig, to) = (Arc::clone(&rig), Arc::clone(&second) as Arc<dyn Settle>);
            thread::spawn(move || rig.sink.join_to(&event("1"), &to, 0))
        };
        delivery.ack.hand_back(None).ok().unwrap();
        let joined = joining.join().unwrap();
        assert_eq!(first.outcomes(), [Outcome::Retry(None)]);
        assert_eq!(second.outcomes(), vec![Outcome::Retry(None); usize::from(joined)]);
        rig.is_at_rest();
    });
}
