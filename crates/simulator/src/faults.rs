//! What can go wrong on demand: by chance, or at a chosen moment.
//!
//! Chance is seeded and drawn once for each request, in the order in which requests arrive. A scripted fault goes
//! before chance and is used up by one request.

use std::collections::{BTreeMap, VecDeque};
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// Where a fault strikes.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Door {
    /// A request for updates (`getUpdates`).
    Poll,
    /// An update that the notification service pushes.
    Push,
    /// A call that shows users something (`send…`, `edit…`, `answer…`, `delete…Message`).
    Send,
    /// Any other call (`getMe`, `setWebhook`, …).
    Manage,
}

/// One thing that goes wrong with one exchange.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The answer, or the push, waits this long.
    Late(Duration),
    /// The page names its first update twice; the push is sent again after it succeeded.
    Twice,
    /// The page is shuffled; the push overtakes the one before it in its queue.
    OutOfOrder,
    /// The connection is closed with nothing answered, and nothing done. A push is cut after half of its request.
    CutBefore,
    /// The connection is closed with nothing answered, *after* the request was carried out. A push is cut, at the
    /// latest after this time, whether or not the bot has answered: the network takes it for failed.
    CutAfter(Duration),
    /// Carried out, but the connection is closed after half of the answer.
    HalfBody,
    /// Refused with this HTTP status (500 and up: the network's own trouble). Nothing is done.
    Status(u16),
    /// Refused by 429, with or without saying for how many seconds.
    TooMany(Option<u64>),
    /// Refused by 409.
    Conflict(Conflict),
    /// A web page with status 200 where JSON is expected.
    Html,
    /// Status 200 and a small answer that unpacks to 64 MiB of nothing.
    GzipBomb,
    /// A poll is answered at once though it asked to be held.
    NoHold,
    /// These bytes go over the wire in place of an answer, and the connection is closed.
    Raw(Bytes),
}

/// The four ways in which Telegram says that somebody else is already listening.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Conflict {
    /// A poll while a webhook is set.
    WebhookActive,
    /// Another poll took over.
    OtherPoll,
    /// A webhook was set while the poll waited.
    SetWebhook,
    /// Another `setWebhook` or `deleteWebhook` came before this one was done.
    OtherSetWebhook,
}

/// How likely each fault is, from 0 to 1, for each request.
///
/// Parses from a list as in `late,twice,cut=0.2,5xx`; a name without a number means one request in twenty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// [`Fault::Late`], for a random time up to [`Options::late`](crate::Options::late).
    pub late: f64,
    /// [`Fault::Twice`].
    pub twice: f64,
    /// [`Fault::OutOfOrder`] (`order` in a list).
    pub out_of_order: f64,
    /// [`Fault::CutBefore`], [`Fault::CutAfter`] and [`Fault::HalfBody`] in turn; a call to send or manage is only
    /// ever cut before it is carried out, for no client could know that it was.
    pub cut: f64,
    /// [`Fault::Status`] with 500, 502 or 503 (`5xx` in a list).
    pub server_error: f64,
    /// [`Fault::TooMany`], with a second to wait (`429` in a list).
    pub too_many: f64,
}

/// Says which name in a list of faults is not one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownFault(String);

impl std::fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no fault; there are late, twice, order, cut, 5xx, 429, each with `=` and a chance", self.0)
    }
}

impl std::error::Error for UnknownFault {}

impl FromStr for Faults {
    type Err = UnknownFault;

    fn from_str(list: &str) -> Result<Self, UnknownFault> {
        let mut faults = Self::default();
        for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let (name, chance) = item.split_once('=').unwrap_or((item, "0.05"));
            let chance = chance.parse().ok().filter(|chance| (0.0..=1.0).contains(chance));
            let place = faults.by_name(name).ok_or_else(|| UnknownFault(item.to_owned()))?;
            *place = chance.ok_or_else(|| UnknownFault(item.to_owned()))?;
        }
        Ok(faults)
    }
}

impl Faults {
    fn by_name(&mut self, name: &str) -> Option<&mut f64> {
        Some(match name {
            "late" => &mut self.late,
            "twice" => &mut self.twice,
            "order" => &mut self.out_of_order,
            "cut" => &mut self.cut,
            "5xx" => &mut self.server_error,
            "429" => &mut self.too_many,
            _ => return None,
        })
    }

    fn draw(&self, door: Door, late: Duration, rng: &mut SmallRng) -> Option<Fault> {
        let pages = matches!(door, Door::Poll | Door::Push);
        let answers = door != Door::Push;
        let mut hit = |chance: f64| chance > 0.0 && rng.random_bool(chance);
        if hit(self.late) {
            return Some(Fault::Late(late.mul_f64(rng.random::<f64>())));
        }
        if pages && hit(self.twice) {
            return Some(Fault::Twice);
        }
        if pages && hit(self.out_of_order) {
            return Some(Fault::OutOfOrder);
        }
        if hit(self.cut) {
            return Some(if pages { a_cut(late, rng) } else { Fault::CutBefore });
        }
        if answers && hit(self.server_error) {
            return Some(Fault::Status([500, 502, 503][rng.random_range(0..3)]));
        }
        (answers && hit(self.too_many)).then_some(Fault::TooMany(Some(1)))
    }
}

fn a_cut(late: Duration, rng: &mut SmallRng) -> Fault {
    match rng.random_range(0..3) {
        0 => Fault::CutBefore,
        1 => Fault::CutAfter(late.mul_f64(rng.random::<f64>())),
        _ => Fault::HalfBody,
    }
}

/// What one bot has to put up with: its script, its chances, its dice.
#[derive(Debug)]
pub(crate) struct Mischief {
    chances: Faults,
    late: Duration,
    next: BTreeMap<Door, VecDeque<Fault>>,
    always: BTreeMap<Door, Fault>,
    rng: SmallRng,
}

impl Mischief {
    pub(crate) fn new(chances: Faults, late: Duration, seed: u64) -> Self {
        let rng = SmallRng::seed_from_u64(seed);
        Self { chances, late, next: BTreeMap::new(), always: BTreeMap::new(), rng }
    }

    pub(crate) fn set_chances(&mut self, chances: Faults) {
        self.chances = chances;
    }

    pub(crate) fn script(&mut self, door: Door, fault: Fault) {
        self.next.entry(door).or_default().push_back(fault);
    }

    pub(crate) fn always(&mut self, door: Door, fault: Fault) {
        self.always.insert(door, fault);
    }

    pub(crate) fn recover(&mut self, door: Door) {
        self.next.remove(&door);
        self.always.remove(&door);
    }

    /// The fault that the next request at `door` meets.
    pub(crate) fn draw(&mut self, door: Door) -> Option<Fault> {
        let scripted = self.next.get_mut(&door).and_then(VecDeque::pop_front);
        let lasting = || self.always.get(&door).cloned();
        scripted.or_else(lasting).or_else(|| self.chances.draw(door, self.late, &mut self.rng))
    }

    /// The dice, for whatever else is random about a bot.
    pub(crate) fn dice(&mut self) -> &mut SmallRng {
        &mut self.rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_faults_is_read() {
        let faults: Faults = "late, twice,cut=0.5,5xx".parse().unwrap();
        let expected = Faults { late: 0.05, twice: 0.05, cut: 0.5, server_error: 0.05, ..Faults::default() };
        assert_eq!(faults, expected);
        assert_eq!("".parse(), Ok(Faults::default()));
        for wrong in ["slow", "late=2", "late=x"] {
            assert!(wrong.parse::<Faults>().unwrap_err().to_string().contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_script_goes_before_chance_and_the_same_seed_draws_the_same() {
        let certain = || Mischief::new("cut=1".parse().unwrap(), Duration::from_secs(1), 7);
        let (mut one, mut other) = (certain(), certain());
        one.script(Door::Poll, Fault::Html);
        assert_eq!(one.draw(Door::Poll), Some(Fault::Html));
        let seen: Vec<_> = (0..20).map(|_| one.draw(Door::Poll)).collect();
        assert_eq!(seen, (0..20).map(|_| other.draw(Door::Poll)).collect::<Vec<_>>());
        assert!(seen.contains(&Some(Fault::CutBefore)) && seen.contains(&Some(Fault::HalfBody)));
    }

    #[test]
    fn what_lasts_ends_with_recovery() {
        let mut mischief = Mischief::new(Faults::default(), Duration::ZERO, 0);
        mischief.always(Door::Send, Fault::Status(503));
        assert_eq!(mischief.draw(Door::Send), mischief.draw(Door::Send));
        assert_eq!(mischief.draw(Door::Poll), None);
        mischief.recover(Door::Send);
        assert_eq!(mischief.draw(Door::Send), None);
    }
}
