//! From what was noted to the figures that are compared.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use crate::bots::Mode;
use crate::played::{Came, Exchange, Played, Record};

/// The figures of one mode.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figures {
    pub(crate) mode: Mode,
    /// Messages that were handled, each counted once.
    pub(crate) events: usize,
    /// Exchanges by which the bot hears: questions or calls, not its replies.
    pub(crate) exchanges: usize,
    /// Those that were asked in vain.
    pub(crate) empty: usize,
    /// Those that brought something new,
    pub(crate) useful: usize,
    /// only what was brought before,
    pub(crate) repeats: usize,
    /// or were refused or cut.
    pub(crate) failed: usize,
    /// Heads and bodies of those exchanges, both ways.
    pub(crate) bytes: u64,
    /// From the message to the first call of its handler.
    pub(crate) to_handler: Option<Spread>,
    /// From the message to the moment when its reply is seen.
    pub(crate) to_reply: Option<Spread>,
    /// Messages that were not handled to the end, or whose reply nobody saw.
    pub(crate) lost: usize,
    /// Messages that were handled to the end, or replied to, more than once.
    pub(crate) doubled: usize,
    pub(crate) burst: Burst,
}

/// How a mode did in the largest burst.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Burst {
    /// Exchanges that brought something of it.
    pub(crate) exchanges: usize,
    /// The most of it that one exchange brought.
    pub(crate) page: usize,
    /// From its last message until all of it was replied to.
    pub(crate) answered_after: Option<Duration>,
}

/// What is typical, and what is bad luck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Figures {
    pub(crate) fn of(record: &Record, played: &Played) -> Self {
        let ends = |exchange: &&Exchange| (played.time.0..=played.time.1).contains(&exchange.ended);
        let mut exchanges: Vec<&Exchange> = record.exchanges.iter().filter(ends).collect();
        exchanges.sort_by_key(|exchange| exchange.ended);
        let fates: Vec<Fate> = (0..played.said.len()).map(|place| Fate::of(place, record, played)).collect();
        let empty = exchanges.iter().filter(|exchange| exchange.came == Came::Nothing).count();
        let failed = exchanges.iter().filter(|exchange| matches!(exchange.came, Came::Trouble(_))).count();
        let useful = useful(&exchanges);
        Self {
            mode: record.mode,
            events: fates.iter().filter(|fate| fate.handled > 0).count(),
            exchanges: exchanges.len(),
            empty,
            useful,
            repeats: exchanges.len() - empty - useful - failed,
            failed,
            bytes: exchanges.iter().map(|exchange| exchange.bytes).sum(),
            to_handler: Spread::of(fates.iter().filter_map(|fate| fate.to_handler)),
            to_reply: Spread::of(fates.iter().filter_map(|fate| fate.to_reply)),
            lost: fates.iter().filter(|fate| fate.handled == 0 || fate.replied == 0).count(),
            doubled: fates.iter().filter(|fate| fate.handled > 1 || fate.replied > 1).count(),
            burst: Burst::of(&exchanges, &fates, record, played),
        }
    }

    /// Nothing was lost, nothing was doubled.
    pub(crate) fn is_whole(&self) -> bool {
        self.lost == 0 && self.doubled == 0
    }
}

/// How many brought something that none before had brought.
fn useful(exchanges: &[&Exchange]) -> usize {
    let mut known = HashSet::new();
    // Each update is noted, so no shortcut at the first new one.
    let new = |exchange: &&&Exchange| exchange.updates().iter().filter(|update| known.insert(**update)).count() > 0;
    exchanges.iter().filter(new).count()
}

impl Burst {
    fn of(exchanges: &[&Exchange], fates: &[Fate], record: &Record, played: &Played) -> Self {
        let of_it =
            |exchange: &&Exchange| record.brought(exchange).iter().filter(|place| played.burst.contains(place)).count();
        let brought: Vec<_> = exchanges.iter().map(of_it).filter(|brought| *brought > 0).collect();
        let seen = |place: &usize| Some(played.said[*place].at + fates[*place].to_reply?);
        // One that was never replied to has no time, and then neither has the whole.
        let all = played.burst.iter().map(seen).collect::<Option<Vec<_>>>();
        let end = all.and_then(|all| all.into_iter().max());
        let last = played.burst.iter().map(|place| played.said[*place].at).max();
        let answered_after = end.zip(last).map(|(end, last)| end.saturating_sub(last));
        Self { exchanges: brought.len(), page: brought.into_iter().max().unwrap_or(0), answered_after }
    }
}

/// What became of one message.
struct Fate {
    handled: usize,
    replied: usize,
    to_handler: Option<Duration>,
    to_reply: Option<Duration>,
}

impl Fate {
    fn of(place: usize, record: &Record, played: &Played) -> Self {
        let said = &played.said[place];
        let replies = || record.replies.iter().filter(|reply| reply.text == said.text);
        let since = |at: Duration| at.saturating_sub(said.at);
        Self {
            handled: record.calls_about(place).filter(|call| call.ok).count(),
            replied: replies().count(),
            to_handler: record.calls_about(place).map(|call| since(call.began)).min(),
            to_reply: replies().map(|reply| since(reply.at)).min(),
        }
    }
}

/// How long each message waited for the first call of its handler.
pub(crate) fn waits(record: &Record, played: &Played) -> Vec<Duration> {
    let mut first = BTreeMap::new();
    for call in &record.calls {
        if let Some(place) = record.place_of(call) {
            let began = first.entry(place).or_insert(call.began);
            *began = call.began.min(*began);
        }
    }
    first.into_iter().map(|(place, began)| began.saturating_sub(played.said[place].at)).collect()
}

impl Spread {
    /// By the nearest rank; `None` of nothing.
    pub(crate) fn of(times: impl IntoIterator<Item = Duration>) -> Option<Self> {
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort_unstable();
        let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).checked_sub(1)?).copied();
        Some(Self { p50: rank(50)?, p99: rank(99)? })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::notes::Call;
    use crate::played::{Reply, Said};

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn exchange(ended: u64, came: Came) -> Exchange {
        Exchange { started: ms(ended - 1), ended: ms(ended), held: Duration::ZERO, came, bytes: 100 }
    }

    fn call(update: i32, began: u64, ok: bool) -> Call {
        Call { update: update.to_string(), began: ms(began), ended: ms(began + 5), ok }
    }

    fn reply(at: u64, text: &str) -> Reply {
        Reply { at: ms(at), text: text.to_owned() }
    }

    /// "a" and "b" are said at 10 and 20 ms; the record is what became of them.
    fn figures(exchanges: Vec<Exchange>, calls: Vec<Call>, replies: Vec<Reply>) -> Figures {
        let said = |at, text: &str| Said { at: ms(at), who: "Anna", text: text.to_owned() };
        let record = |exchanges, calls, replies| {
            let places = HashMap::from([(1, 0), (2, 1)]);
            Record { mode: Mode::LongPoll, places, exchanges, calls, replies }
        };
        let nobody = || record(Vec::new(), Vec::new(), Vec::new());
        let records = [record(exchanges, calls, replies), nobody(), nobody()];
        let said = vec![said(10, "a"), said(20, "b")];
        let played = Played { time: (ms(5), ms(1_000)), said, burst: vec![0, 1], records };
        Figures::of(&played.records[0], &played)
    }

    #[test]
    fn exchanges_are_counted_by_what_they_came_to_and_only_within_the_time() {
        let exchanges = vec![
            exchange(2, Came::Nothing),
            exchange(8, Came::Nothing),
            exchange(30, Came::Updates(vec![1, 2])),
            exchange(35, Came::Updates(vec![2])),
            exchange(40, Came::Trouble(Some(502))),
            exchange(2_000, Came::Trouble(None)),
        ];
        let found = figures(exchanges, Vec::new(), Vec::new());
        assert_eq!((found.exchanges, found.bytes), (4, 400));
        assert_eq!((found.empty, found.useful, found.repeats, found.failed), (1, 1, 1, 1));
        assert_eq!((found.burst.exchanges, found.burst.page), (2, 2));
    }

    #[test]
    fn a_message_that_was_tried_twice_is_whole_and_its_time_runs_to_the_first_call() {
        let calls = vec![call(1, 30, false), call(1, 500, true), call(2, 50, true)];
        let found = figures(Vec::new(), calls, vec![reply(503, "a"), reply(52, "b")]);
        assert!(found.is_whole());
        assert_eq!(found.events, 2);
        assert_eq!(found.to_handler, Some(Spread { p50: ms(20), p99: ms(30) }));
        assert_eq!(found.to_reply, Some(Spread { p50: ms(32), p99: ms(493) }));
        assert_eq!(found.burst.answered_after, Some(ms(483)));
    }

    #[test]
    fn losses_and_doubles_are_seen_at_either_end() {
        let both = || vec![reply(32, "a"), reply(52, "b")];
        let rows = [
            ("never handled", vec![call(1, 30, true)], both(), (1, 0)),
            ("failed for good", vec![call(1, 30, true), call(2, 50, false)], both(), (1, 0)),
            ("reply not seen", vec![call(1, 30, true), call(2, 50, true)], vec![reply(32, "a")], (1, 0)),
            ("handled twice", vec![call(1, 30, true), call(1, 40, true), call(2, 50, true)], both(), (0, 1)),
            ("replied twice", vec![call(1, 30, true), call(2, 50, true)], [both(), both()].concat(), (0, 2)),
        ];
        for (what, calls, replies, expected) in rows {
            let found = figures(Vec::new(), calls, replies);
            assert_eq!((found.lost, found.doubled), expected, "{what}");
            assert!(!found.is_whole(), "{what}");
        }
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        assert_eq!(Spread::of([]), None);
        assert_eq!(Spread::of([ms(7)]), Some(Spread { p50: ms(7), p99: ms(7) }));
        let hundred = (1..=100).rev().map(ms);
        assert_eq!(Spread::of(hundred), Some(Spread { p50: ms(50), p99: ms(99) }));
    }
}
