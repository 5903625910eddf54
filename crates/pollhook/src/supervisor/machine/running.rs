//! Events arrive. What is registered is looked at now and then: a webhook that somebody moved is silent, not broken.

use std::time::{Duration, Instant};

use pollhook_core::{Failure, Registered};

use super::types::Watch;
use super::{Action, Input, Next, Note, Past, Plan, State, Way, fail, starting, words};

pub(super) fn begin(plan: &Plan, past: Past, now: Instant) -> Next {
    let state = State::Running { watch: Watch::default(), past };
    let watched = matches!(plan.way, Way::Webhook { .. }) && plan.registers;
    (state, if watched { vec![Action::WakeAt(now + EACH)] } else { vec![] })
}

pub(super) fn step(plan: &Plan, watch: Watch, past: Past, input: Input, now: Instant) -> Next {
    let later = Action::WakeAt(now + EACH);
    match input {
        Input::Woke => (State::Running { watch, past }, vec![Action::Look]),
        Input::Seen(seen) => judge(plan, &seen, watch, past, now),
        Input::Done => (State::Running { watch, past }, vec![later]),
        Input::Failed(Failure::Unauthorised(why)) => fail(plan, &past, words::unauthorised(plan, &why), now),
        Input::Failed(failure) => {
            let why = plan.secrets.mask(&failure.to_string());
            let note = Action::Note(Note::Trouble { why, next: now + EACH });
            (State::Running { watch, past }, vec![note, later])
        }
        Input::Ended(ending) => starting::ended(plan, past, ending, now),
        Input::Deaf => fail(plan, &past, words::LISTENER_GONE.to_owned(), now),
        _ => (State::Running { watch, past }, vec![]),
    }
}

/// Judges what is registered.
fn judge(plan: &Plan, seen: &Registered, watch: Watch, past: Past, now: Instant) -> Next {
    let Way::Webhook { wanted, .. } = &plan.way else { return (State::Running { watch, past }, vec![]) };
    let go_on = |watch, actions| (State::Running { watch, past: past.clone() }, actions);
    if plan.is_ours(seen) {
        return match (seen.differs(wanted), watch.mended) {
            (false, _) => go_on(Watch::default(), vec![Action::WakeAt(now + EACH)]),
            (true, false) => go_on(Watch { strange: 0, mended: true }, vec![Action::Note(Note::Mending), Action::Set]),
            (true, true) => go_on(Watch { strange: 0, mended: true }, vec![Action::WakeAt(now + EACH)]),
        };
    }
    if watch.strange > 0 {
        return fail(plan, &past, words::stood_down(plan, seen), now);
    }
    let strange = Action::Note(Note::Strange(words::described(plan, seen)));
    let watch = Watch { strange: 1, ..watch };
    match seen.url {
        // Nobody holds it: it was removed by hand, or by the platform.
        None => go_on(watch, vec![strange, Action::Set]),
        Some(_) => go_on(watch, vec![strange, Action::WakeAt(now + SOON)]),
    }
}

/// How often the registration is looked at.
const EACH: Duration = Duration::from_secs(60);
/// How soon it is looked at again when it was not ours.
const SOON: Duration = Duration::from_secs(10);
