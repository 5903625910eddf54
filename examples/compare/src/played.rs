//! A conversation that was played, as it was measured: at the wire by the network, and at the handlers.
//!
//! All times are the network's, counted from its start.

use std::collections::HashMap;
use std::time::Duration;

use pollhook_simulator::What;

use crate::bots::Mode;
use crate::notes::Call;

/// Everything that is known of a run.
pub(crate) struct Played {
    /// When it began, and when the last bot was done.
    pub(crate) time: (Duration, Duration),
    /// What was said, in order.
    pub(crate) said: Vec<Said>,
    /// What was said in the largest burst: places in `said`.
    pub(crate) burst: Vec<usize>,
    /// What became of it, one record a mode.
    pub(crate) records: [Record; 3],
}

/// Something that was said.
pub(crate) struct Said {
    pub(crate) at: Duration,
    pub(crate) who: &'static str,
    pub(crate) text: String,
}

/// What one bot did and had.
pub(crate) struct Record {
    pub(crate) mode: Mode,
    /// What each update was about: places in what was said.
    pub(crate) places: HashMap<i32, usize>,
    /// What passed the wire so that the bot hears.
    pub(crate) exchanges: Vec<Exchange>,
    /// What passed the handler.
    pub(crate) calls: Vec<Call>,
    /// What users saw.
    pub(crate) replies: Vec<Reply>,
}

/// A question of the bot with its answer, or a call of the network with its answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exchange {
    pub(crate) started: Duration,
    pub(crate) ended: Duration,
    /// How long the network held the question open; a call is never held.
    pub(crate) held: Duration,
    pub(crate) came: Came,
    pub(crate) bytes: u64,
}

/// What an exchange came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Came {
    /// Asked, nothing new.
    Nothing,
    /// It brought these updates.
    Updates(Vec<i32>),
    /// It was refused or cut, and had to be made again.
    Trouble(Option<u16>),
}

/// Something that a bot said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) at: Duration,
    pub(crate) text: String,
}

impl Exchange {
    /// Of the network's log; `None` for what has nothing to do with hearing: replies, registration.
    pub(crate) fn read(logged: &pollhook_simulator::Exchange) -> Option<Self> {
        let (held, updates) = match &logged.what {
            What::Poll { held, updates, .. } => (*held, updates.clone()),
            What::Push { update, .. } => (Duration::ZERO, vec![*update]),
            _ => return None,
        };
        let came = match logged.what.status() {
            Some(200..300) if updates.is_empty() => Came::Nothing,
            Some(200..300) => Came::Updates(updates),
            status => Came::Trouble(status),
        };
        Some(Self { started: logged.started, ended: logged.ended, held, came, bytes: logged.bytes.total() })
    }

    /// Whether the network kept the bot waiting for something to tell, and not only for a processor.
    pub(crate) fn was_held(&self) -> bool {
        self.held >= Duration::from_millis(10)
    }

    /// The updates that it brought.
    pub(crate) fn updates(&self) -> &[i32] {
        match &self.came {
            Came::Updates(updates) => updates,
            Came::Nothing | Came::Trouble(_) => &[],
        }
    }
}

impl Record {
    /// What an exchange brought: places in what was said.
    pub(crate) fn brought(&self, exchange: &Exchange) -> Vec<usize> {
        exchange.updates().iter().filter_map(|update| self.places.get(update).copied()).collect()
    }

    /// All calls of the handler about something that was said.
    pub(crate) fn calls_about(&self, place: usize) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(move |call| self.place_of(call) == Some(place))
    }

    /// What a call of the handler was about: a place in what was said.
    pub(crate) fn place_of(&self, call: &Call) -> Option<usize> {
        self.places.get(&call.update.parse().ok()?).copied()
    }
}
