//! Lanes: what is emitted while a lane comes to its end is run all the same, once, and in order.

use std::sync::Arc;

use pollhook_core::{Event, Outcome, Settle};

use super::{Book, Log, Rig, Run, explore};
use crate::sync::spawn;
use crate::{App, message, route};

/// Writes down what it handles.
fn noting(log: &Log) -> App<()> {
    let log = log.clone();
    let note = move |event: Event| {
        let log = log.clone();
        async move { log.add(event.id().as_str()) }
    };
    App::new().on(message(), note)
}

/// Two sources, as in a switch of transports; one of them brings two events. Each is handled once, and those of one
/// source in its order, whether they find the lane idle, busy, or just ending.
fn two_sources(run: Run) {
    let (log, book) = (Log::default(), Arc::new(Book::default()));
    let rig = Arc::new(Rig::new(noting(&log), run));
    let other = {
        let (rig, book) = (Arc::clone(&rig), Arc::clone(&book));
        spawn(move || rig.emit(1, &book))
    };
    rig.emit(2, &book);
    rig.emit(3, &book);
    other.join().unwrap();
    rig.rests();
    for at in 1..=3 {
        assert_eq!(book.of(at), Some(Outcome::Accepted(None)), "{at} is settled");
    }
    let mut handled = log.lines();
    handled.retain(|id| id != "1");
    assert_eq!((handled, log.lines().len()), (vec!["2".to_owned(), "3".to_owned()], 3));
}

#[test]
fn no_event_is_left_behind_in_a_lane_that_ends() {
    explore("lanes, in place", || two_sources(Run::InPlace));
}

#[test]
fn no_event_is_left_behind_by_a_task_that_ends() {
    explore("lanes, in tasks", || two_sources(Run::InTasks));
}

/// A route that runs one call at a time: whoever waits for the place gets it, and it is free at the end.
#[test]
fn the_places_of_a_route_all_come_back() {
    explore("lanes, one call at a time", || {
        let (log, outcomes) = (Log::default(), Arc::new(Book::default()));
        let book = Arc::clone(&outcomes) as Arc<dyn Settle>;
        let rig = Arc::new(Rig::new(one_at_a_time(&log), Run::InPlace));
        let other = {
            let (rig, book) = (Arc::clone(&rig), Arc::clone(&book));
            spawn(move || rig.emit_to(1, 1, "a", &book))
        };
        rig.emit_to(2, 1, "b", &book);
        other.join().unwrap();
        rig.rests();
        assert_eq!([outcomes.of(1), outcomes.of(2)], [Some(Outcome::Accepted(None)), Some(Outcome::Accepted(None))]);
        let lines = log.lines();
        assert!(lines == ["in", "out", "in", "out"], "two ran at once: {lines:?}");
        let room = rig.dispatcher.0.routes[0].room.as_ref().expect("it has a limit");
        assert_eq!(room.available_permits(), 1, "a place leaked");
    });
}

fn one_at_a_time(log: &Log) -> App<()> {
    let log = log.clone();
    let call = move || {
        let log = log.clone();
        async move {
            log.add("in");
            log.add("out");
        }
    };
    App::new().on(message(), route(call).concurrency(1))
}
