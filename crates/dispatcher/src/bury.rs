//! Giving up on an event: its letter is kept first, and only then may anybody upstream forget it.
//!
//! Where the letter cannot be kept, the event is handed back. What nobody would bring again stays here and is tried to
//! be kept until the process ends; if that never works it is lost, and said to be.

use std::time::Duration;

use pollhook_core::{BoxError, Reason};
use tokio::time::sleep;

use crate::engine::Engine;
use crate::hooks::Buried;
use crate::running::Running;
use crate::turn::{Step, Turn};

/// How long to wait before a letter that could not be kept is tried again: at first, and at most.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

impl Engine {
    /// Keeps an event as a dead letter, then rejects it.
    pub(crate) async fn bury(&self, mut turn: Turn, reason: Reason) -> Step {
        let mut pause = AGAIN.0;
        loop {
            let last = self.end.aborted.is_cancelled();
            match self.keep(&turn, &reason).await {
                Ok(()) => return self.buried(turn, reason).await,
                Err(error) => {
                    let bot = turn.event().bot();
                    tracing::warn!(%bot, %error, %reason, "a dead letter could not be kept, so nothing is confirmed");
                }
            }
            turn = match self.hand_back(turn, Some(pause)) {
                Ok(()) => return Step::Settled,
                Err(turn) => turn,
            };
            if last {
                // Dropped: that counts it as lost, and says so.
                let (bot, id) = (turn.event().bot(), turn.event().id());
                tracing::error!(%bot, event.id = %id, %reason, "the process ends before the letter is kept");
                return Step::Settled;
            }
            tokio::select! {
                () = self.end.aborted.cancelled() => {}
                () = sleep(pause) => pause = (pause * 2).min(AGAIN.1),
            }
        }
    }

    /// A panic of whoever keeps letters is one more way in which a letter is not kept.
    async fn keep(&self, turn: &Turn, reason: &Reason) -> Result<(), BoxError> {
        let keep = || self.letters.keep(turn.event(), turn.delivery.attempt, reason);
        let kept = match Running::start(keep) {
            Ok(work) => work.await,
            Err(words) => Err(words),
        };
        kept.unwrap_or_else(|words| Err(format!("keeping it panicked: {words}").into()))
    }

    /// Its letter is kept: upstream may forget it, and the operator may know.
    async fn buried(&self, turn: Turn, reason: Reason) -> Step {
        let (event, attempts) = (turn.event().clone(), turn.delivery.attempt);
        let hook = self.hooks_of(&turn).on_dead_letter.clone();
        let (bot, id, kind) = (event.bot(), event.id(), event.kind());
        tracing::warn!(%bot, event.id = %id, event.kind = %kind, attempts, %reason, "an event is now a dead letter");
        turn.delivery.ack.reject(reason.clone());
        if let Some(hook) = hook {
            let reply = self.reply(&event);
            self.courtesy(Running::start(|| hook(Buried { event, attempts, reason, reply }))).await;
        }
        Step::Settled
    }
}
