//! What the books say: what was said, what the handlers saw, what the networks were told is done.
//!
//! *Lost* is what a network was told is done, at an end of the process or at the last, and no handler ended well nor a
//! letter holds; and whatever was said and never handled. *Overtaken* is what ended for the first time after something
//! had begun that was said later in its chat. *Doubled* is what ended well more often than the ends of the process
//! explain: each of them explains one more for what had begun in that life and was not confirmed when the process was
//! gone. In the middle of a life nothing is doubled, whatever the network does.
//!
//! An orderly end explains doubles as a kill does: where a cursor counts, what is handled behind something that is not
//! comes again; and the last word may be what the network loses.

use std::collections::{BTreeMap, BTreeSet};

use pollhook_promises::journal::Summary;

/// How a life of the process ended.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum End {
    /// By kill -9.
    Killed,
    /// By SIGTERM, with the time to drain.
    Stopped,
}

/// Something that was said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    /// To which bot.
    pub(super) bot: &'static str,
    /// The platform keeps the order of a chat.
    pub(super) in_order: bool,
    /// It may end as a dead letter.
    pub(super) may_be_buried: bool,
}

/// The three books at one moment.
#[derive(Clone, Copy)]
pub(super) struct Books<'a> {
    /// What the bots wrote down.
    pub(super) journal: &'a Summary,
    /// What the networks were told is done.
    pub(super) confirmed: &'a BTreeSet<u64>,
    /// What was given up on.
    pub(super) letters: &'a BTreeSet<u64>,
}

impl Books<'_> {
    fn is_done(&self, number: u64) -> bool {
        self.journal.has_ended(number) || self.letters.contains(&number)
    }
}

/// Holds the books against each other: at each end of the process, and at the last.
#[derive(Debug, Default)]
pub(super) struct Check {
    exposed: BTreeMap<u64, Vec<End>>,
    /// What is wrong.
    pub(super) lost: BTreeSet<u64>,
    pub(super) unconfirmed: BTreeSet<u64>,
    pub(super) overtaken: BTreeSet<u64>,
    pub(super) doubled: BTreeSet<u64>,
    pub(super) buried: BTreeSet<u64>,
    pub(super) unheard_of: BTreeSet<u64>,
    /// What was handled again and may be, by the first end that explains it.
    pub(super) again: BTreeMap<End, u64>,
    /// By bot.
    pub(super) tallies: BTreeMap<&'static str, Tally>,
}

/// What became of what was said to one bot.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally {
    pub(super) said: u64,
    pub(super) handled: u64,
    pub(super) buried: u64,
    pub(super) again: u64,
}

impl Check {
    /// A life is over, and the next has not begun.
    pub(super) fn life_ended(&mut self, how: End, books: &Books<'_>) {
        self.lost.extend(books.confirmed.iter().filter(|number| !books.is_done(**number)));
        for number in books.journal.begun_in_this_life.difference(books.confirmed) {
            self.exposed.entry(*number).or_default().push(how);
        }
    }

    /// All that was said has had its time.
    pub(super) fn judge(&mut self, said: &BTreeMap<u64, Said>, books: &Books<'_>) {
        let Books { journal, confirmed, letters } = books;
        self.lost.extend(said.keys().filter(|number| !books.is_done(**number)));
        self.unconfirmed.extend(said.keys().filter(|number| !confirmed.contains(number)));
        self.buried.extend(letters.iter().filter(|number| said.get(number).is_some_and(|said| !said.may_be_buried)));
        self.unheard_of.extend(journal.starts.keys().filter(|number| !said.contains_key(number)));
        let in_order = |number: &u64| said.get(number).is_some_and(|said| said.in_order);
        self.overtaken.extend(journal.disorder.iter().map(|disorder| disorder.earlier).filter(in_order));
        let doubled = journal.doubled();
        for (number, more) in &doubled {
            self.explain(*number, *more);
        }
        for (number, said) in said {
            let tally = self.tallies.entry(said.bot).or_default();
            tally.said += 1;
            tally.handled += u64::from(journal.has_ended(*number));
            tally.buried += u64::from(letters.contains(number));
            tally.again += u64::from(doubled.contains_key(number));
        }
    }

    fn explain(&mut self, number: u64, more: u32) {
        let ends = self.exposed.get(&number).map(Vec::as_slice).unwrap_or_default();
        match ends.first() {
            Some(first) if ends.len() >= more as usize => *self.again.entry(*first).or_default() += 1,
            _ => drop(self.doubled.insert(number)),
        }
    }

    /// Each thing that may be wrong, with what is.
    pub(super) fn faults(&self) -> [(&'static str, &BTreeSet<u64>); 6] {
        [
            ("nothing is lost", &self.lost),
            ("everything is confirmed", &self.unconfirmed),
            ("each chat in its order", &self.overtaken),
            ("nothing twice but around an end of the process", &self.doubled),
            ("nothing is given up on that need not be", &self.buried),
            ("nothing is heard that nobody said", &self.unheard_of),
        ]
    }
}

#[cfg(test)]
mod tests;
