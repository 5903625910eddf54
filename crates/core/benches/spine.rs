//! What stands between a source and its dispatcher, each part alone: sink and ledger, `Once`, the window.
//!
//! `cargo bench -p pollhook-core`. A hundred events at a time, on one thread, nothing behind the sink but somebody who
//! accepts; the making of events is not counted, their end is. Criterion tells of the hundred. The figures in this file
//! are of one event, on a virtual machine with two cores that half a dozen others wanted too.

#![allow(clippy::unwrap_used, reason = "a bench may")]
#![allow(missing_docs, reason = "criterion's macros have none")]

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use pollhook_core::{
    Admit, Cursor, Delivery, Draft, Event, EventId, EventSink, Ledger, Once, Origin, Outcome, Settle, Via, Window,
};

const EVENTS: u32 = 100;

type Group<'c> = BenchmarkGroup<'c, criterion::measurement::WallTime>;

/// Behind the sink.
struct Accepts;

impl Admit for Accepts {
    fn admit(&self, delivery: Delivery) {
        delivery.ack.accept();
    }
}

/// Events that nobody saw before.
struct Source {
    origin: Origin,
    number: u32,
}

impl Source {
    fn new() -> Self {
        Self { origin: Origin::new("bench", "bench", Via::Polling), number: 0 }
    }

    fn events(&mut self) -> Vec<Event> {
        let first = self.number;
        self.number += EVENTS;
        (first..self.number).map(|n| self.event(n)).collect()
    }

    fn event(&self, number: u32) -> Event {
        let draft = Draft::new((1_000_000 + number).to_string(), "message", "{}").key(format!("chat:{}", number % 100));
        draft.stamp(&self.origin, UNIX_EPOCH)
    }
}

/// A sink, and the ledger of what went into it.
struct Line {
    sink: EventSink,
    ledger: Arc<Ledger>,
}

impl Line {
    fn before(admit: impl Admit) -> Self {
        Self { sink: EventSink::new(admit, 1024, Arc::default()), ledger: Arc::default() }
    }

    fn once() -> Self {
        Self::before(Once::new(Accepts, Arc::default()))
    }

    /// As a poller does it: a page is opened, emitted, and confirmed when all of it is settled.
    fn emit(&self, events: &[Event]) -> Option<Cursor> {
        let to = Arc::clone(&self.ledger) as Arc<dyn Settle>;
        let ids = events.iter().map(|event| (event.id().clone(), None));
        let first = self.ledger.window().open(ids, Some(Cursor::from(7_u64)), 0);
        for (at, event) in events.iter().enumerate() {
            let place = first.wrapping_add(u32::try_from(at).unwrap());
            self.sink.try_reserve().unwrap().emit_to(event.clone(), Arc::clone(&to), place);
        }
        self.ledger.window().take_commit()
    }
}

/// *Room, the ack, the count, the outcome, the prefix*: 180 ns.
fn sink_and_ledger(group: &mut Group<'_>) {
    let (line, mut source) = (Line::before(Accepts), Source::new());
    assert!(line.emit(&source.events()).is_some());
    group.bench_function("sink and ledger", |bencher| {
        bencher.iter_batched_ref(|| source.events(), |events| line.emit(events), BatchSize::SmallInput);
    });
}

/// *The same with `Once` in between*, which has long seen as many as it remembers: 910 ns, of which 730 are its own.
fn through_once(group: &mut Group<'_>) {
    let (line, mut source) = (Line::once(), Source::new());
    // Until the ring of what was settled is full, and forgets one for each that it learns.
    for _ in 0..700 {
        line.emit(&source.events());
    }
    group.bench_function("sink, once and ledger", |bencher| {
        bencher.iter_batched_ref(|| source.events(), |events| line.emit(events), BatchSize::SmallInput);
    });
}

/// *Events that come again*: 290 ns by a slot, as a webhook brings them, and 180 ns by the question that a poller asks
/// first and that needs no room.
fn come_again(group: &mut Group<'_>) {
    let (line, mut source) = (Line::once(), Source::new());
    let events = source.events();
    line.emit(&events);
    group.bench_function("come again, by a slot", |bencher| bencher.iter(|| line.emit(&events)));
    let to = Arc::clone(&line.ledger) as Arc<dyn Settle>;
    group.bench_function("come again, by a question", |bencher| {
        bencher.iter(|| assert!(events.iter().all(|event| line.sink.join_to(event, &to, 0))));
    });
}

/// *A page in the window*, opened, settled and committed: 28 ns an item where all settle in order, and 18 where the first
/// settles last and moves the prefix over all of it.
fn window(group: &mut Group<'_>) {
    let ids: Vec<EventId> = Source::new().events().iter().map(|event| event.id().clone()).collect();
    let mut window = Window::default();
    let mut page = |settled: &[u32]| {
        let items = ids.iter().map(|id| (id.clone(), None));
        let first = window.open(items, Some(Cursor::from(7_u64)), 0);
        let woken = settled.iter().filter(|at| window.settle(first.wrapping_add(**at), &Outcome::Accepted(None)));
        assert!(woken.count() > 0);
        window.take_commit().unwrap()
    };
    let in_order: Vec<u32> = (0..EVENTS).collect();
    group.bench_function("window, in order", |bencher| bencher.iter(|| page(&in_order)));
    let backwards: Vec<u32> = (0..EVENTS).rev().collect();
    group.bench_function("window, backwards", |bencher| bencher.iter(|| page(&backwards)));
}

fn spine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("spine");
    group.throughput(Throughput::Elements(u64::from(EVENTS)));
    sink_and_ledger(&mut group);
    through_once(&mut group);
    come_again(&mut group);
    window(&mut group);
    group.finish();
}

criterion_group!(benches, spine);
criterion_main!(benches);
