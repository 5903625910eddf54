//! What a soak came to.

use std::fmt;
use std::time::Duration;

use super::curve::Curve;
use super::lives::Lives;
use super::verdict::{Check, End};
use super::world::World;

/// What a soak came to, to be read.
pub(super) struct Report {
    text: String,
    holds: bool,
}

/// What may grow in a minute of a life, and how high it may ever be.
struct Limit {
    growth: f64,
    most: f64,
}

/// What is remembered of an event that is settled (`Once` keeps the newest 65,536 of each bot), and of the letters and
/// lanes it took, in bytes: so much is not a leak.
const AN_EVENT: f64 = 128.0;
const MEMORY: f64 = 128.0;
/// The bots have 30 chats each, and the networks a connection for each of them, which they open as they need it. Hundreds
/// of exchanges fail in a minute: what one in a hundred of them left behind would be seen.
const FILES: Limit = Limit { growth: 4.0, most: 400.0 };
const TASKS: Limit = Limit { growth: 4.0, most: 600.0 };
const THREADS: Limit = Limit { growth: 1.0, most: 64.0 };

/// So many columns has a curve.
const COLUMNS: usize = 60;
/// So many of what is wrong are named.
const NAMED: usize = 10;

impl Report {
    pub(super) fn new(time: Duration, seed: u64, world: &World, lives: &Lives<'_>) -> Self {
        let mut report = Self { text: String::new(), holds: true };
        let minutes = time.as_secs_f64() / 60.0;
        let said: u64 = lives.check.tallies.values().map(|tally| tally.said).sum();
        report.summary(minutes, seed, lives);
        report.bots(world, &lives.check);
        report.check(&lives.check);
        let memory = Limit { growth: said as f64 / minutes * AN_EVENT / 1_048_576.0, most: MEMORY };
        report.curve("memory, MiB", &lives.gauge.memory, &memory);
        report.curve("open files", &lives.gauge.files, &FILES);
        report.curve("tasks", &lives.gauge.tasks, &TASKS);
        report.curve("threads", &lives.gauge.threads, &THREADS);
        report
    }

    /// Whether nothing is wrong.
    pub(super) fn holds(&self) -> bool {
        self.holds
    }

    fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    fn judged(&mut self, line: &str, holds: bool) {
        self.holds &= holds;
        self.line(&format!("{line}  {}", if holds { "holds" } else { "FALLS SHORT" }));
    }

    fn summary(&mut self, minutes: f64, seed: u64, lives: &Lives<'_>) {
        let (calls, failed) = lives.calls();
        let killed = lives.ends.iter().filter(|end| **end == End::Killed).count();
        self.line(&format!(
            "a soak of {minutes:.1} min, seed {seed}: {calls} calls of handlers, {failed} of which failed or were cut;\n\
             {} lives of the process: {killed} ended by kill -9, {} by SIGTERM\n",
            lives.ends.len(),
            lives.ends.len() - killed
        ));
    }

    fn bots(&mut self, world: &World, check: &Check) {
        self.line(&format!(
            "{:<11}{:>9}{:>9}{:>9}{:>9}{:>10}{:>12}{:>6}{:>6}{:>10}",
            "bot", "said", "handled", "letters", "again", "polls", "pushes", "429", "409", "no answer"
        ));
        for (name, place) in world.places() {
            let (tally, wire) = (check.tallies.get(name).copied().unwrap_or_default(), place.wire().counters());
            let pushes = format!("{}+{}", wire.pushes_ok, wire.pushes_failed);
            self.line(&format!(
                "{name:<11}{:>9}{:>9}{:>9}{:>9}{:>10}{pushes:>12}{:>6}{:>6}{:>10}",
                tally.said,
                tally.handled,
                tally.buried,
                tally.again,
                wire.polls,
                wire.too_many,
                wire.conflicts,
                wire.unanswered
            ));
        }
        self.line("");
    }

    fn check(&mut self, check: &Check) {
        for (what, numbers) in check.faults() {
            let named: Vec<_> = numbers.iter().take(NAMED).map(u64::to_string).collect();
            let wrong = match numbers.len() {
                0 => String::new(),
                many => format!("not {many}: {} … ", named.join(", ")),
            };
            self.judged(&format!("{what:<48}{wrong}"), numbers.is_empty());
        }
        let again = |end| check.again.get(&end).copied().unwrap_or_default();
        self.line(&format!(
            "handled again: {} that a kill explains, {} that SIGTERM does\n",
            again(End::Killed),
            again(End::Stopped)
        ));
    }

    fn curve(&mut self, name: &str, curve: &Curve, limit: &Limit) {
        let ((low, high), (first, last)) = (curve.range(), curve.quarters());
        let (grows, flat) = match curve.growth() {
            None => ("no life was long enough to grow in".to_owned(), true),
            Some(growth) => (format!("{growth:+.2} a minute (limit {:.2})", limit.growth), growth <= limit.growth),
        };
        self.line(&format!("{name:<12} {}", curve.drawn(COLUMNS)));
        self.judged(
            &format!(
                "{:<12} {low:.1} to {high:.1} (limit {:.0}), first quarter {first:.1}, last quarter {last:.1}, {grows}",
                "", limit.most
            ),
            flat && high <= limit.most,
        );
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
