//! What to do next, as a pure function: `(state, input, now) → (state, actions)`.
//!
//! ```text
//! Starting ──▶ Running ──▶ Draining ──▶ Stopped
//!    ▲  └──────────┴────────▲  │
//!    └── the source broke      └──────▶ Failed
//! ```
//!
//! Polling starts by *identify → look → (remove) → open*: the platform is asked what is registered before anything can be
//! taken from anybody. A webhook starts by *identify → open → look → set*: its route is in place before the platform is
//! told to call it. Whatever ends a bot goes through *Draining*, so that its handlers end well.

mod draining;
mod running;
mod starting;
mod types;

use std::time::Instant;

pub(crate) use self::types::{Action, Ending, Input, Note, State};
use self::types::{End, Past, Step, Waits};
use super::plan::{Plan, Way};
use super::words;

/// What a step comes to.
type Next = (State, Vec<Action>);

/// The state before the first input.
pub(crate) fn initial() -> State {
    State::Starting { step: Step::Identify, tries: 0, waiting: false, past: Past::default() }
}

/// What to do about `input`.
pub(crate) fn step(plan: &Plan, state: State, input: Input, now: Instant) -> Next {
    match state {
        State::Starting { .. } | State::Running { .. } if matches!(input, Input::StopNow) => (State::Stopped, vec![]),
        State::Starting { past, .. } | State::Running { past, .. } if matches!(input, Input::Stop) => {
            draining::begin(plan, &past, End::Stopped, now)
        }
        State::Starting { step, tries, waiting, past } => {
            starting::step(plan, starting::At { step, tries, waiting, past }, input, now)
        }
        State::Running { watch, past } => running::step(plan, watch, past, input, now),
        State::Draining { waits, end } => draining::step(waits, end, &input),
        over @ (State::Stopped | State::Failed(_)) => (over, vec![]),
    }
}

/// Ends the bot, with what is to be done about it; its handlers end first.
fn fail(plan: &Plan, past: &Past, why: String, now: Instant) -> Next {
    draining::begin(plan, past, End::Failed(why), now)
}

#[cfg(test)]
mod tests;
