//! On the way to the first event.

use std::time::Instant;

use pollhook_core::{Failure, Registered, SourceError};

use super::{Action, Ending, Input, Next, Note, Past, Plan, State, Step, Way, fail, running, words};
use crate::supervisor::backoff;

/// Where a start stands.
pub(super) struct At {
    pub(super) step: Step,
    pub(super) tries: u32,
    /// For the time of the next try.
    pub(super) waiting: bool,
    pub(super) past: Past,
}

pub(super) fn step(plan: &Plan, at: At, input: Input, now: Instant) -> Next {
    match (at.step, input) {
        (_, Input::Begin) if plan.identifies => enter(Step::Identify, at.past),
        (_, Input::Begin) | (Step::Identify, Input::Known(_)) => after_identity(plan, at.past, now),
        (Step::Look, Input::Seen(seen)) => after_look(plan, &seen, at.past, now),
        (Step::Remove, Input::Done) => open(plan, at.past, now),
        (Step::Open, Input::Ready) => after_ready(plan, at.past, now),
        (Step::Set, Input::Done) => running::begin(plan, Past { registered: true, ..at.past }, now),
        (_, Input::Ended(ending)) => ended(plan, at.past, ending, now),
        (_, Input::Deaf) => fail(plan, &at.past, words::LISTENER_GONE.to_owned(), now),
        (_, Input::Failed(failure)) => failed(plan, at, failure, now),
        (Step::Open, Input::Woke) if at.waiting => open(plan, at.past, now),
        (_, Input::Woke) if at.waiting => again(at),
        _ => stay(at, vec![]),
    }
}

/// Starts the source. A webhook is waited for, because its route must be in place before anybody is told of it. A poller
/// is not: a question may be held for a minute, and until then nothing but its health knows more.
fn open(plan: &Plan, past: Past, now: Instant) -> Next {
    let past = Past { open: true, ..past };
    if matches!(plan.way, Way::Webhook { .. }) {
        return enter(Step::Open, past);
    }
    let (state, mut actions) = running::begin(plan, past, now);
    actions.insert(0, Action::Open);
    (state, actions)
}

/// Enters a step, and asks for what it needs.
fn enter(step: Step, past: Past) -> Next {
    (State::Starting { step, tries: 0, waiting: false, past }, vec![action(step)])
}

fn action(step: Step) -> Action {
    match step {
        Step::Identify => Action::Identify,
        Step::Look => Action::Look,
        Step::Remove => Action::Remove,
        Step::Open => Action::Open,
        Step::Set => Action::Set,
    }
}

fn stay(at: At, actions: Vec<Action>) -> Next {
    (State::Starting { step: at.step, tries: at.tries, waiting: at.waiting, past: at.past }, actions)
}

fn again(mut at: At) -> Next {
    at.waiting = false;
    let action = action(at.step);
    stay(at, vec![action])
}

fn after_identity(plan: &Plan, past: Past, now: Instant) -> Next {
    let look = matches!(plan.way, Way::Polling { .. }) && plan.registers;
    if look { enter(Step::Look, past) } else { open(plan, past, now) }
}

fn after_ready(plan: &Plan, past: Past, now: Instant) -> Next {
    let register = matches!(plan.way, Way::Webhook { .. }) && plan.registers && !past.registered;
    if register { enter(Step::Look, past) } else { running::begin(plan, past, now) }
}

fn after_look(plan: &Plan, seen: &Registered, past: Past, now: Instant) -> Next {
    match &plan.way {
        Way::Webhook { .. } => {
            // Set once at each start, whatever is there: no platform shows its secret.
            let (state, mut actions) = enter(Step::Set, past);
            if seen.url.is_some() && !plan.is_ours(seen) {
                actions.insert(0, Action::Note(Note::Replacing(words::described(plan, seen))));
            }
            (state, actions)
        }
        Way::Polling { .. } if seen.url.is_none() => open(plan, past, now),
        Way::Polling { .. } if plan.is_ours(seen) => remove(past, Note::Removing),
        Way::Polling { take_over: true, .. } if past.took_over => fail(plan, &past, words::came_back(plan, seen), now),
        Way::Polling { take_over: true, .. } => {
            remove(Past { took_over: true, ..past }, Note::TakingOver(words::described(plan, seen)))
        }
        Way::Polling { .. } => fail(plan, &past, words::foreign(plan, seen), now),
    }
}

fn remove(past: Past, note: Note) -> Next {
    let (state, mut actions) = enter(Step::Remove, past);
    actions.insert(0, Action::Note(note));
    (state, actions)
}

/// A call came to nothing.
fn failed(plan: &Plan, at: At, failure: Failure, now: Instant) -> Next {
    let (after, why) = match failure {
        Failure::Unauthorised(why) => return fail(plan, &at.past, words::unauthorised(plan, &why), now),
        Failure::Fatal(why) => return fail(plan, &at.past, plan.secrets.mask(&why), now),
        Failure::Retry { after, why } => (after, why),
        // Two that register at one time: it will be over in a moment.
        other => (None, other.to_string()),
    };
    let next = now + after.unwrap_or_default().max(backoff::pause(at.tries));
    let at = At { tries: at.tries.saturating_add(1), waiting: true, ..at };
    stay(at, vec![Action::Note(Note::Trouble { why: plan.secrets.mask(&why), next }), Action::WakeAt(next)])
}

/// The source's run is over, though nobody told it to stop.
pub(super) fn ended(plan: &Plan, past: Past, ending: Ending, now: Instant) -> Next {
    let mut past = Past { open: false, ..past };
    let (step, why) = match ending {
        Ending::Broke(SourceError::Unauthorised(why)) => {
            return fail(plan, &past, words::unauthorised(plan, &why), now);
        }
        // Whose webhook it is decides what to do.
        Ending::Broke(SourceError::WebhookActive(why)) if plan.registers => (Step::Look, why),
        Ending::Broke(error) => return fail(plan, &past, plan.secrets.mask(&error.to_string()), now),
        Ending::Panicked(why) => (Step::Open, format!("it panicked: {why}")),
        Ending::Returned => (Step::Open, "it ended without being told to".to_owned()),
    };
    let why = plan.secrets.mask(&why);
    let Some(pause) = past.restarts.again(now) else { return fail(plan, &past, words::broke(&why), now) };
    let next = now + pause;
    let actions = vec![Action::Note(Note::Restarting { why, next }), Action::WakeAt(next)];
    (State::Starting { step, tries: 0, waiting: true, past }, actions)
}
