//! The way of one event through the spine: sink, `Once`, dispatcher with its lanes, ledger.
//!
//! `cargo bench -p pollhook-dispatcher`. In pages of 100 on one thread, with a handler that ends at once; criterion's
//! figures are for a page. Those in this file are for one event, on a virtual machine with two cores that half a dozen
//! others wanted too.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pollhook_core::{
    Admit, Bot, Bots, Clock, Draft, Event, EventSink, Ledger, Message, NoReplies, Once, Origin, Settle, Stats, Via,
    View, What,
};
use pollhook_dispatcher::{App, DispatchSettings, Dispatcher, NoDeadLetters, command, kind};
use pollhook_testkit::TestClock;
use tokio::runtime::{Builder, Runtime};

const PAGE: u32 = 100;

/// Nothing here is a message: the view of a platform is measured with the platform.
struct NoView;

impl View for NoView {
    fn message(&self, _event: &Event) -> Option<Message> {
        None
    }

    fn kinds(&self, _what: What) -> &'static [&'static str] {
        &["message"]
    }
}

fn dispatcher(app: App) -> Dispatcher {
    let bot = Bot {
        id: "bench".into(),
        platform: "bench".into(),
        identity: None,
        view: Arc::new(NoView),
        replies: Arc::new(NoReplies),
        bots: Bots::default(),
    };
    let clock: Arc<dyn Clock> = Arc::new(TestClock::new());
    Dispatcher::new(app, bot, DispatchSettings::default(), Arc::new(NoDeadLetters), clock, Arc::default())
        .expect("it is built within a runtime")
}

/// Whose the events of a page are.
#[derive(Clone, Copy)]
enum Of {
    /// Each of another chat.
    Chats,
    /// All of the same.
    OneChat,
    /// Of none: no order, no lane.
    Nobody,
}

/// A page of events.
fn page(number: u64, of: Of) -> Vec<Event> {
    let origin = Origin::new("bench", "bench", Via::Polling);
    let draft = |at: u32| Draft::new((number * u64::from(PAGE) + u64::from(at)).to_string(), "message", "{}");
    let keyed = |at| match of {
        Of::Chats => draft(at).key(format!("chat {at}")),
        Of::OneChat => draft(at).key("chat"),
        Of::Nobody => draft(at),
    };
    (0..PAGE).map(|at| keyed(at).stamp(&origin, std::time::UNIX_EPOCH)).collect()
}

/// Emits a page as a poller does, and waits until its ledger is settled.
fn emit(runtime: &Runtime, sink: &EventSink, ledger: &Arc<Ledger>, events: Vec<Event>) {
    runtime.block_on(async {
        let to = Arc::clone(ledger) as Arc<dyn Settle>;
        let ids = events.iter().map(|event| (event.id().clone(), None));
        let mut place = ledger.window().open(ids, None, 0);
        for event in events {
            sink.reserve().await.expect("the sink is open").emit_to(event, Arc::clone(&to), place);
            place = place.wrapping_add(1);
        }
        while ledger.window().unsettled() > 0 {
            ledger.changed().await;
        }
        black_box(ledger.window().take_commit());
    });
}

fn measure(criterion: &mut Criterion, name: &str, behind_once: bool, of: Of, app: impl FnOnce() -> App) {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let entered = runtime.enter();
    let (dispatcher, stats) = (dispatcher(app()), Arc::<Stats>::default());
    drop(entered);
    let admit: Box<dyn Admit> =
        if behind_once { Box::new(Once::new(dispatcher, Arc::clone(&stats))) } else { Box::new(dispatcher) };
    let (sink, ledger) = (EventSink::new(Arc::<dyn Admit>::from(admit), 1024, stats), Arc::<Ledger>::default());
    let mut number = 0;
    let mut next = || {
        number += 1;
        page(number, of)
    };
    // Until the handler may run in place, and the table of what was settled is full.
    for _ in 0..700 {
        emit(&runtime, &sink, &ledger, next());
    }
    let mut group = criterion.benchmark_group("admit");
    group.throughput(Throughput::Elements(u64::from(PAGE)));
    group.bench_function(name, |bencher| {
        bencher.iter_batched(&mut next, |events| emit(&runtime, &sink, &ledger, events), BatchSize::SmallInput);
    });
    group.finish();
}

/// *The dispatcher*, with a lane and a handler that runs in place: 0.9 µs. *With `Once`*, as it is in a bot, and a ring of
/// settled events that no cache holds beside such neighbours: 2 µs.
fn spine(criterion: &mut Criterion) {
    measure(criterion, "sink, dispatcher, ledger", false, Of::Chats, at_once);
    measure(criterion, "sink, once, dispatcher, ledger", true, Of::Chats, at_once);
}

/// *Lanes.* Without a chat, and so without a lane, it is no less than with one: what a lane costs is below what a shared
/// machine shows. Where all of a page are of one chat and each waits for the one before, it is 3.2 µs; where each is of
/// another chat and has a task of its own, 4 µs.
fn lanes(criterion: &mut Criterion) {
    measure(criterion, "of nobody, so without a lane", true, Of::Nobody, at_once);
    let waits_once = || App::new().on(kind("message"), || async { tokio::task::yield_now().await });
    measure(criterion, "a handler that waits once, one chat", true, Of::OneChat, waits_once);
    measure(criterion, "a handler that waits once", true, Of::Chats, waits_once);
}

/// *A thousand commands before the route*: 1.6 µs, no more than without, for they are not asked one by one.
fn routes(criterion: &mut Criterion) {
    measure(criterion, "the same with a thousand commands before the route", true, Of::Chats, || {
        let commands = (0..1_000).fold(App::new(), |app, n| app.on(command(format!("c{n}")), || async {}));
        commands.on(kind("message"), || async {})
    });
}

fn at_once() -> App {
    App::new().on(kind("message"), || async {})
}

criterion_group!(benches, spine, lanes, routes);
criterion_main!(benches);
