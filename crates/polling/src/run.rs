//! One run of a poller: the loop that carries out its plan.
//!
//! Everything it waits for can be left off at any moment. What may be lost by that is said at each await; what may never
//! happen by it, at any of them, is that something unsettled is committed: a commit leaves the window only over a settled
//! prefix, and the run takes it from there and nowhere else.

use std::collections::HashSet;
use std::time::Instant;

use pollhook_core::{Ask, Consumes, Count, Cursor, EventId, Failure, Origin, SourceContext, SourceError};
use tracing::Instrument;

use crate::beside::{Halt, beside};
use crate::commit::Commits;
use crate::fetch::{Desk, Fetch, Fetched, Trouble};
use crate::mood::Mood;
use crate::plan::{Answered, Next, Plan, Sight};
use crate::rewind::Rewinds;
use crate::trouble::{Troubles, Verdict};

/// What a run is made of.
pub(crate) struct Run<'a> {
    pub(crate) fetch: &'a mut dyn Fetch,
    pub(crate) cx: SourceContext,
    pub(crate) origin: Origin,
    pub(crate) consumes: Consumes,
    pub(crate) plan: Plan,
    pub(crate) commits: Commits,
    pub(crate) troubles: Troubles,
    pub(crate) rewinds: Rewinds,
    pub(crate) mood: Mood,
    /// Raised by each rewind: what is emitted again may pass where its first emission was refused.
    pub(crate) epoch: &'a mut u32,
    /// Where the newest page ends.
    pub(crate) end: Option<Cursor>,
    /// A page below what was asked for has been told of.
    pub(crate) reset_said: bool,
}

impl Run<'_> {
    /// Polls until told to stop, or until it cannot go on.
    pub(crate) async fn poll(&mut self) -> Result<(), SourceError> {
        loop {
            self.commits.follow();
            let now = self.cx.clock.now().at;
            let sight = self.sight();
            let next = self.plan.next(now, &sight);
            let look_again = self.say(next, &sight, now);
            let done = match next {
                Next::Ask(how) => self.ask(how, &sight).await,
                Next::Wait(until) => self.wait(until.into_iter().chain(look_again).min(), now).await,
                Next::Held => self.wait(look_again, now).await,
                Next::Rewind => {
                    self.rewind(now);
                    Ok(())
                }
            };
            match done {
                Ok(()) | Err(Halt::HandedBack) => {}
                Err(Halt::Stop) => return Ok(()),
                Err(Halt::Failed(error)) => return Err(error),
            }
        }
    }

    /// What the plan looks at.
    fn sight(&self) -> Sight {
        let committed = self.commits.committed();
        let from = match self.consumes {
            Consumes::ByClient => self.end.as_ref().or(committed),
            _ => committed,
        };
        let window = self.commits.ledger.window();
        let (pages, bytes) = window.pinned();
        Sight {
            from: from.cloned(),
            unsettled: window.unsettled(),
            uncommitted: window.uncommitted(),
            pages,
            bytes,
            handed_back: window.handed_back().is_some(),
            unsaved: self.commits.unsaved().is_some(),
        }
    }

    /// Asks once, and takes in what comes.
    ///
    /// *Cancel safety*: an order to stop, or an event handed back, abandons the question. Its answer, if there would be
    /// one, comes again: the cursor it was asked from is not committed by asking, or was committed before.
    async fn ask(&mut self, how: Ask, sight: &Sight) -> Result<(), Halt> {
        let known = self.look_past(sight);
        self.plan.asking(how, self.cx.clock.now().at, sight);
        self.commits.asking(sight.from.as_ref());
        let desk = Desk { clock: &*self.cx.clock, stats: &self.cx.stats };
        let span = tracing::debug_span!("poll", ?how, from = sight.from.as_ref().map(Cursor::as_str));
        let question = self.fetch.fetch(sight.from.as_ref(), how, desk).instrument(span);
        let ended = beside(&self.cx.shutdown, &mut self.commits, question).await?;
        match ended {
            Ok(fetched) => self.answered(fetched, &known, sight).await,
            Err(trouble) => self.failed(trouble),
        }
    }

    /// The events that a peek will show once more.
    fn look_past(&self, sight: &Sight) -> HashSet<EventId> {
        if !self.plan.is_peek(sight) {
            return HashSet::new();
        }
        self.cx.stats.add(Count::Peeks);
        self.commits.ledger.window().ids().cloned().collect()
    }

    /// *Cancel safety*: waits for room at most; see [`take_in`](Self::take_in).
    async fn answered(&mut self, fetched: Fetched, known: &HashSet<EventId>, sight: &Sight) -> Result<(), Halt> {
        let now = self.cx.clock.now().at;
        self.troubles.over(now);
        self.mood.reached();
        self.commits.told(sight.from.clone());
        let page = &fetched.page;
        tracing::debug!(items = page.items.len(), known = known.len(), full = page.full, "a page came");
        let mut answered = Answered {
            empty: page.items.is_empty(),
            full: page.full,
            pace: page.pace,
            same: page.next.is_none() || page.next == sight.from,
            ..Answered::default()
        };
        let done = self.take_in(fetched, known, &mut answered).await;
        self.plan.answered(now, answered);
        done
    }

    fn failed(&mut self, trouble: Trouble) -> Result<(), Halt> {
        if matches!(trouble, Trouble::Failed(Failure::Taken(_))) {
            self.cx.stats.add(Count::Conflicts);
        }
        let now = self.cx.clock.now().at;
        match self.troubles.judge(trouble, now) {
            Verdict::GiveUp(error) => Err(Halt::Failed(error)),
            Verdict::Pause { pause, why } => {
                self.plan.pause_until(now + pause);
                let since = self.troubles.since().unwrap_or(now);
                self.mood.troubled(since, why, now + pause);
                Ok(())
            }
        }
    }

    /// Says what it waits for. Gives the time at which there may be more to say.
    fn say(&mut self, next: Next, sight: &Sight, now: Instant) -> Option<Instant> {
        if let Some(unsaved) = self.commits.unsaved() {
            self.mood.troubled(unsaved.since, unsaved.why.clone(), unsaved.next);
        }
        let waits = self.plan.waits_for_handlers(next, sight);
        let oldest = waits.then(|| self.commits.ledger.window().waits_for().cloned()).flatten();
        self.mood.waits_for(oldest, next == Next::Held, now)
    }

    /// Waits until something settled, a save ended, or `until`.
    ///
    /// *Cancel safety*: safe; nothing is held over it.
    async fn wait(&mut self, until: Option<Instant>, now: Instant) -> Result<(), Halt> {
        let pause = until.map(|until| until.saturating_duration_since(now));
        tokio::select! {
            biased;
            _ = self.cx.shutdown.requested() => Err(Halt::Stop),
            () = self.commits.step() => Ok(()),
            () = tokio::time::sleep(pause.unwrap_or_default()), if pause.is_some() => Ok(()),
        }
    }

    /// Goes back to what is committed. All that was emitted has settled.
    fn rewind(&mut self, now: Instant) {
        let asked = {
            let mut window = self.commits.ledger.window();
            let asked = window.handed_back().flatten();
            window.rewind();
            asked
        };
        let pause = self.rewinds.pause(asked, self.commits.moves());
        self.cx.stats.add(Count::Rewinds);
        tracing::debug!(?pause, "an event was handed back: fetching again from what is committed");
        *self.epoch = self.epoch.wrapping_add(1);
        self.end = None;
        self.plan.rewound(now + pause);
    }
}
