//! Carries out what the machine says, and tells it what comes of it.

use std::time::Instant;

use pollhook_core::Health;

use super::hands::Hands;
use super::machine::{self, Action, Input, Note, State};
use super::orders::{Order, Orders};
use super::phase::{Phase, Phases};
use super::plan::Plan;
use super::said::Said;

/// One bot's supervisor. Whatever runs for the bot is owned here: when the driver goes, all of it ends.
pub(crate) struct Driver {
    pub(crate) plan: Plan,
    pub(crate) hands: Hands,
    pub(crate) said: Said,
    pub(crate) phases: Phases,
}

/// How a bot ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// As it was told to.
    Stopped,
    /// At once, by a second order.
    Cut,
    /// Because it cannot go on.
    Failed(String),
}

impl Driver {
    /// Runs the bot to its end.
    ///
    /// *Cancel safety*: dropping the future is a crash of the bot: nothing unsettled is confirmed.
    pub(crate) async fn run(mut self, mut orders: Orders) -> Ended {
        let (mut state, mut input) = (machine::initial(), Input::Begin);
        self.said.phase(&Phase::Starting, None, self.now());
        loop {
            let cut = matches!(input, Input::StopNow);
            let now = self.now();
            let (next, actions) = machine::step(&self.plan, state, input, now);
            state = next;
            for action in actions {
                self.note(&action, &state, now);
                self.hands.carry_out(&action);
            }
            self.tell(&state, now);
            match state {
                _ if cut => return Ended::Cut,
                State::Stopped => return Ended::Stopped,
                State::Failed(why) => return Ended::Failed(why),
                _ => input = self.next(&mut orders).await,
            }
        }
    }

    /// What happens next; signs of life meanwhile.
    async fn next(&mut self, orders: &mut Orders) -> Input {
        loop {
            tokio::select! {
                biased;
                order = orders.next() => return ordered(order),
                input = self.hands.next() => return input,
                () = tokio::time::sleep_until(self.said.due().into()) => {
                    let now = self.now();
                    self.said.hourly(now);
                }
            }
        }
    }

    fn note(&mut self, action: &Action, state: &State, now: Instant) {
        let Action::Note(note) = action else { return };
        self.said.note(note, now);
        // While it starts there is no source that could say it.
        let starting = matches!(state, State::Starting { .. });
        if let (Note::Trouble { why, next } | Note::Restarting { why, next }, true) = (note, starting) {
            let since = match self.hands.health.get() {
                Health::Troubled { since, .. } => since,
                _ => now,
            };
            self.hands.health.set(Health::Troubled { since, why: why.clone(), next: *next });
        }
    }

    fn tell(&mut self, state: &State, now: Instant) {
        let phase = Phase::of(state);
        if self.phases.set(phase.clone()) {
            self.said.phase(&phase, self.hands.identity(), now);
        }
    }

    fn now(&self) -> Instant {
        self.hands.clock.now().at
    }
}

fn ordered(order: Order) -> Input {
    match order {
        Order::StopNow => Input::StopNow,
        Order::GoOn | Order::Stop => Input::Stop,
    }
}
