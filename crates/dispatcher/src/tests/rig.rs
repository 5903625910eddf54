//! A dispatcher behind a real sink, with everything that a test watches it by.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollhook_core::{
    Bot, BoxError, Clock, Count, DeadLetters, Draft, Event, EventSink, Kept, NotKept, Offer, Outcome, Reason,
    ReasonKind, Receipt, Settle, ShutdownOrder, ShutdownReason, Stats, Via, async_trait,
};
use pollhook_testkit::TestClock;

use super::{Parrot, bot, event, said, speaking};
use crate::{App, DispatchSettings, Dispatcher};

/// What happened, in order; shared by all who write it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, line: impl ToString) {
        self.0.lock().unwrap().push(line.to_string());
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Where outcomes go, written down; it can have forgotten an event, as a webhook that was answered early.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) log: Log,
    pub(crate) forgets: AtomicBool,
}

impl Settle for Book {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        match outcome {
            Outcome::Retry(_) if self.forgets.load(Relaxed) => return Err(NotKept),
            Outcome::Accepted(_) => self.log.add(format!("{at} accepted")),
            Outcome::Retry(_) => self.log.add(format!("{at} handed back")),
            Outcome::Rejected(reason) => self.log.add(format!("{at} rejected: {:?}", reason.kind())),
            _ => unreachable!("a new outcome"),
        }
        Ok(())
    }
}

/// Letters in memory; it can be told to fail.
#[derive(Debug, Default)]
pub(crate) struct Drawer {
    pub(crate) fails: AtomicBool,
    letters: Mutex<Vec<(String, u32, ReasonKind)>>,
}

#[async_trait]
impl DeadLetters for Drawer {
    async fn keep(&self, event: &Event, attempts: u32, reason: &Reason) -> Result<(), BoxError> {
        // A disk takes its time: nobody may be told before.
        tokio::time::sleep(Duration::from_millis(5)).await;
        if self.fails.load(Relaxed) {
            return Err("the disk is full".into());
        }
        self.letters.lock().unwrap().push((event.id().to_string(), attempts, reason.kind()));
        Ok(())
    }
}

pub(crate) struct Rig {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) sink: EventSink,
    pub(crate) stats: Arc<Stats>,
    pub(crate) drawer: Arc<Drawer>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Rig {
    pub(crate) fn new<S>(app: App<S>) -> Self {
        Self::with(app, |_| {})
    }

    pub(crate) fn with<S>(app: App<S>, adjust: impl FnOnce(&mut DispatchSettings)) -> Self {
        Self::on_clock(app, adjust, Arc::new(TestClock::new()))
    }

    pub(crate) fn on_clock<S>(app: App<S>, adjust: impl FnOnce(&mut DispatchSettings), clock: Arc<dyn Clock>) -> Self {
        let drawer = Arc::new(Drawer::default());
        let letters = Arc::clone(&drawer) as Arc<dyn DeadLetters>;
        Self { drawer, ..Self::build(app, bot(), adjust, letters, clock) }
    }

    /// With letters kept elsewhere.
    pub(crate) fn keeping<S>(app: App<S>, letters: impl DeadLetters) -> Self {
        Self::build(app, bot(), |_| {}, Arc::new(letters), Arc::new(TestClock::new()))
    }

    /// With a bot whose words can be heard.
    pub(crate) fn speaking<S>(app: App<S>, parrot: Parrot) -> Self {
        let (letters, clock) = (Arc::new(Drawer::default()), Arc::new(TestClock::new()));
        Self::build(app, speaking(parrot), |_| {}, letters, clock)
    }

    fn build<S>(
        app: App<S>,
        bot: Bot,
        adjust: impl FnOnce(&mut DispatchSettings),
        letters: Arc<dyn DeadLetters>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (stats, drawer) = (Arc::new(Stats::default()), Arc::default());
        let mut settings = DispatchSettings::default();
        adjust(&mut settings);
        let in_flight = settings.in_flight;
        let dispatcher = Dispatcher::new(app, bot, settings, letters, Arc::clone(&clock), Arc::clone(&stats)).unwrap();
        let sink = EventSink::new(dispatcher.clone(), in_flight, Arc::clone(&stats));
        Self { dispatcher, sink, stats, drawer, clock }
    }

    /// Emits an event as a poller does.
    pub(crate) fn emit(&self, draft: Draft) -> Receipt {
        self.offer(offer(draft, Via::Polling))
    }

    pub(crate) fn offer(&self, offer: Offer) -> Receipt {
        self.sink.try_reserve().expect("room").emit(offer)
    }

    /// Emits one of many, whose outcomes go to a book.
    pub(crate) fn offer_to(&self, offer: Offer, book: &Arc<Book>, at: u32) {
        self.sink.try_reserve().expect("room").emit_to(offer, Arc::clone(book) as Arc<dyn Settle>, at);
    }

    /// Calls the handler of plain messages until it may run in place.
    pub(crate) async fn warm(&self) {
        for n in 0..crate::pace::STREAK {
            assert_eq!(self.emit(said(format!("warm {n}"), "warm")).await, Outcome::Accepted(None));
        }
    }

    /// The letters that were kept: id, attempts, why.
    pub(crate) fn letters(&self) -> Vec<(String, u32, ReasonKind)> {
        self.drawer.letters.lock().unwrap().clone()
    }

    pub(crate) fn count(&self, count: Count) -> u64 {
        self.stats.get(count)
    }

    /// An order to stop, with so long for everything.
    pub(crate) fn stop_within(&self, within: Duration) -> ShutdownOrder {
        ShutdownOrder { reason: ShutdownReason::Stop, deadline: self.clock.now().at + within }
    }
}

/// A first offer of an event that came in a given way.
pub(crate) fn offer(draft: Draft, via: Via) -> Offer {
    event(draft, via).into()
}

/// An offer of an event that somebody keeps, or nobody.
pub(crate) fn kept(draft: Draft, via: Via, kept: Kept) -> Offer {
    Offer { kept, ..offer(draft, via) }
}
