//! What an operator is told when a bot cannot go on: what happened, and what to do about it.

use std::fmt::Write;

use pollhook_core::Registered;

use super::backoff;
use super::plan::Plan;
use crate::config::show_duration;

/// Without it a webhook is deaf.
pub(super) const LISTENER_GONE: &str = "its listener ended by itself";

/// Polling would take somebody's webhook down.
pub(super) fn foreign(plan: &Plan, seen: &Registered) -> String {
    let at = described(plan, seen);
    format!(
        "a webhook that is not the one in this config is registered: {at}. Polling would take it down. If it is yours to \
         take: start once with --take-over, or write take_over = true in [bot]; to receive by webhook here, write \
         mode = \"webhook\" in [source]"
    )
}

/// Somebody else registered twice in a row.
pub(super) fn stood_down(plan: &Plan, seen: &Registered) -> String {
    let at = described(plan, seen);
    format!(
        "somebody else holds the webhook of this bot now: {at}. This process stands down, so that the two do not take \
         it from each other for ever; stop the other one, then start this one again"
    )
}

/// The webhook was taken over once, and came back.
pub(super) fn came_back(plan: &Plan, seen: &Registered) -> String {
    let at = described(plan, seen);
    format!("the webhook that was taken over was registered again: {at}. Somebody else runs this bot: stop them first")
}

/// The credential was refused.
pub(super) fn unauthorised(plan: &Plan, why: &str) -> String {
    format!("{} refused the credential ({}): mend {}", plan.platform, plan.secrets.mask(why), plan.credential)
}

/// The source broke too often.
pub(super) fn broke(why: &str) -> String {
    let (most, within) = (backoff::MOST, show_duration(backoff::WITHIN));
    format!("its source broke more than {most} times in {within}, the last time because {why}")
}

/// Where it is registered, with what the platform says about it.
pub(super) fn described(plan: &Plan, seen: &Registered) -> String {
    let Some(url) = &seen.url else { return "none".to_owned() };
    let mut text = plan.secrets.mask_address(url);
    let pending = seen.pending.map(|pending| format!("{pending} pending"));
    let error = seen.last_error.as_deref().map(|error| format!("last error: {}", plan.secrets.mask(error)));
    let said: Vec<_> = pending.into_iter().chain(error).collect();
    if !said.is_empty() {
        let _ = write!(text, " ({})", said.join("; "));
    }
    text
}
