//! Presses are answered when they come.
//!
//! Whoever pressed a button watches it spin until the bot answers. A chat's events run one after the other, and the one
//! before a press may take its time; so a press is answered without a word at admission, before its lane, unless its route
//! [says](crate::Routed::answer_later) that the handler does. Such an answer is a courtesy: it never fails an event.

use std::sync::Arc;

use pollhook_core::Delivery;

use crate::engine::Engine;

/// So many answers are on their way at a time. A press beyond them spins until the platform ends it.
pub(crate) const ANSWERS: usize = 256;

impl Engine {
    /// Answers a press, unless that is left to its handler, or comes too late.
    pub(crate) fn answer_press(self: &Arc<Self>, delivery: &Delivery) {
        let event = &delivery.event;
        let is_late = self.expires_in(event, None).is_some_and(|left| left.is_zero());
        if delivery.attempt > 1 || event.undecodable().is_some() || is_late || self.leaves_answer(delivery) {
            return;
        }
        let Ok(room) = Arc::clone(&self.answers).try_acquire_owned() else {
            tracing::warn!(event.id = %event.id(), "too many presses at a time: this one was not answered as it came");
            return;
        };
        let (engine, reply, id) = (Arc::clone(self), self.reply(event), event.id().clone());
        let answer = async move {
            let _room = room;
            if let Some(Err(error)) = engine.end.aborted.run_until_cancelled(reply.end_waiting()).await {
                tracing::debug!(event.id = %id, %error, "a press was not answered as it came");
            }
        };
        self.tasks.spawn_on(answer, &self.runtime);
    }

    /// Whether the route that takes it, as it looks now, leaves the answer to its handler.
    fn leaves_answer(&self, delivery: &Delivery) -> bool {
        let route = self.choose(&self.context(delivery)).ok().flatten();
        route.is_some_and(|route| self.routes[route].answer_later)
    }
}
