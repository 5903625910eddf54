//! The end, within its time, always.
//!
//! At once: sources stop, handlers are told, the registration goes if it is to. Later: handlers that still run are
//! aborted. At the deadline: nothing is waited for any more.

use std::time::Instant;

use super::{Action, End, Input, Next, Past, Plan, State, Waits, Way};

pub(super) fn begin(plan: &Plan, past: &Past, end: End, now: Instant) -> Next {
    let times = plan.timeline(now);
    let mut actions = Vec::new();
    if past.open {
        actions.push(Action::Close(times.settle));
    }
    actions.push(Action::Cancel);
    // A bot that failed may have been replaced: it leaves the registration to whoever holds it.
    let remove = matches!(plan.way, Way::Webhook { remove_on_stop: true, .. });
    let removal = remove && past.registered && end == End::Stopped;
    if removal {
        actions.push(Action::RemoveOurs);
    }
    if !past.open {
        actions.push(Action::AwaitHandlers);
    }
    actions.push(Action::WakeAt(times.abort));
    let waits = Waits { source: past.open, handlers: true, removal, aborted: false, deadline: times.end };
    (State::Draining { waits, end }, actions)
}

pub(super) fn step(mut waits: Waits, end: End, input: &Input) -> Next {
    let mut actions = Vec::new();
    match input {
        Input::Ended(_) if waits.source => {
            waits.source = false;
            // Only now: whatever the source still emitted has its handler by now.
            actions.push(Action::AwaitHandlers);
        }
        Input::Drained => waits.handlers = false,
        Input::Done | Input::Failed(_) => waits.removal = false,
        Input::Woke if !waits.aborted => {
            waits.aborted = true;
            actions.extend([Action::Abort, Action::WakeAt(waits.deadline)]);
        }
        Input::Woke | Input::StopNow => return (over(end), actions),
        _ => {}
    }
    if waits.source || waits.handlers || waits.removal {
        return (State::Draining { waits, end }, actions);
    }
    (over(end), actions)
}

fn over(end: End) -> State {
    match end {
        End::Stopped => State::Stopped,
        End::Failed(why) => State::Failed(why),
    }
}
