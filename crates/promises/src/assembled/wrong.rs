//! What can be wrong with a bot: a layer that does what it must not, or one that is not there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use pollhook_core::{Admit, Delivery, Event, NotKept, Once, Outcome, Platform, Settle, Stats};
use pollhook_dispatcher::Dispatcher;
use pollhook_polling::MemoryCursors;

use super::Choice;
use crate::recast::{HOUR, Recast};

/// What is wrong with a contestant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wrong {
    /// Nothing.
    Nothing,
    /// It settles as soon as it has an event, so a poller confirms what it has only fetched, and a webhook answers
    /// before the handler.
    ConfirmsEarly,
    /// Nobody knows what runs already.
    NoOnce,
    /// It forgets at once that a key was refused, so what comes behind overtakes what was handed back.
    FreesRefusalEarly,
    /// It keeps in memory only how far it has come.
    Forgets,
    /// It believes that whatever it refuses comes again.
    TrustsRedelivery,
}

impl Wrong {
    /// By its name on the command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "nothing" => Self::Nothing,
            "confirms_early" => Self::ConfirmsEarly,
            "no_once" => Self::NoOnce,
            "frees_refusal_early" => Self::FreesRefusalEarly,
            "forgets" => Self::Forgets,
            "trusts_redelivery" => Self::TrustsRedelivery,
            _ => return None,
        })
    }

    /// The parts with this fault.
    #[must_use]
    pub fn choice(self) -> Choice {
        match self {
            Self::Forgets => Choice { store: Box::new(|_, _| Arc::new(MemoryCursors::default())), ..Choice::default() },
            Self::TrustsRedelivery => Choice { platform: Box::new(trusting), ..Choice::default() },
            _ => {
                Choice { stack: Box::new(move |dispatcher, stats| self.stack(dispatcher, stats)), ..Choice::default() }
            }
        }
    }

    fn stack(self, dispatcher: Dispatcher, stats: &Arc<Stats>) -> Arc<dyn Admit> {
        match self {
            Self::Nothing | Self::Forgets | Self::TrustsRedelivery => {
                Arc::new(Once::new(dispatcher, Arc::clone(stats)))
            }
            Self::ConfirmsEarly => Arc::new(Once::new(Hasty(dispatcher), Arc::clone(stats))),
            Self::NoOnce => Arc::new(dispatcher),
            Self::FreesRefusalEarly => {
                Arc::new(Once::new(AlwaysAnew { next: dispatcher, epoch: AtomicU32::new(0) }, Arc::clone(stats)))
            }
        }
    }
}

/// A platform with a promise that it never gave.
fn trusting(platform: Arc<dyn Platform>) -> Arc<dyn Platform> {
    Arc::new(Recast::of(platform.name(), platform, |rules| rules.redelivers = Some(HOUR)))
}

/// Says that all is done as soon as it comes.
struct Hasty<A>(A);

impl<A: Admit> Admit for Hasty<A> {
    fn admit(&self, mut delivery: Delivery) {
        let (inner, outer) = delivery.ack.rewrap(Arc::new(Nobody), 0);
        outer.accept();
        delivery.ack = inner;
        self.0.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.0.join(event, to, at)
    }
}

/// Nobody hears what becomes of an event that was said to be done.
struct Nobody;

impl Settle for Nobody {
    fn settle(&self, _at: u32, _outcome: Outcome) -> Result<(), NotKept> {
        Ok(())
    }
}

/// Gives each event an epoch of its own, so that no refusal outlives the event that it was for.
struct AlwaysAnew<A> {
    next: A,
    epoch: AtomicU32,
}

impl<A: Admit> Admit for AlwaysAnew<A> {
    fn admit(&self, mut delivery: Delivery) {
        delivery.epoch = self.epoch.fetch_add(1, Relaxed);
        self.next.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.next.join(event, to, at)
    }
}
