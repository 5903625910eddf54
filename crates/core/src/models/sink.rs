//! No room leaks: every place that was taken comes back, and whoever waits for one gets it.

use std::sync::Arc;

use loom::future::block_on;
use loom::thread;

use super::{Book, event};
use crate::sync::Mutex;
use crate::{Admit, Closed, Delivery, EventSink, Outcome};

use super::explore;

/// Accepts whatever comes, at once, and notes how much was unsettled meanwhile.
#[derive(Clone, Default)]
struct AtOnce(Arc<Mutex<(usize, usize)>>);

impl Admit for AtOnce {
    fn admit(&self, delivery: Delivery) {
        {
            let mut counts = self.0.lock().unwrap();
            counts.0 += 1;
            counts.1 = counts.1.max(counts.0);
        }
        // Another thread may come here, if there is room for its event.
        self.0.lock().unwrap().0 -= 1;
        delivery.ack.accept();
    }
}

#[test]
fn whoever_waits_for_room_gets_it_and_all_of_it_comes_back() {
    explore("room, two for one place", || {
        let admit = AtOnce::default();
        let sink = EventSink::new(admit.clone(), 1, Arc::default());
        let emit = |id: &'static str| {
            let sink = sink.clone();
            move || {
                let slot = block_on(sink.reserve()).unwrap();
                block_on(slot.emit(event(id)))
            }
        };
        let other = thread::spawn(emit("1"));
        assert_eq!(emit("2")(), Outcome::Accepted(None));
        assert_eq!(other.join().unwrap(), Outcome::Accepted(None));
        assert_eq!(sink.room(), 1, "room leaked");
        assert_eq!(admit.0.lock().unwrap().1, 1, "more was unsettled than there was room for");
    });
}

#[test]
fn whoever_waits_for_room_hears_that_the_sink_is_closed() {
    explore("room, closed meanwhile", || {
        let sink = EventSink::new(AtOnce::default(), 1, Arc::default());
        let taken = sink.try_reserve().unwrap();
        let closing = {
            let sink = sink.clone();
            thread::spawn(move || {
                sink.close();
                drop(taken);
            })
        };
        assert_eq!(block_on(sink.reserve()).err(), Some(Closed));
        closing.join().unwrap();
        assert_eq!(sink.room(), 1, "room leaked");
    });
}

#[test]
fn a_slot_that_goes_unused_lets_the_next_one_in() {
    explore("room, a slot unused", || {
        let sink = EventSink::new(AtOnce::default(), 1, Arc::default());
        let taken = sink.try_reserve().unwrap();
        let leaving = thread::spawn(move || drop(taken));
        let book = Arc::new(Book::default());
        block_on(sink.reserve()).unwrap().emit_to(event("1"), book.clone(), 0);
        leaving.join().unwrap();
        assert_eq!((book.outcomes(), sink.room()), (vec![Outcome::Accepted(None)], 1));
    });
}
