//! The task of a lane: takes the event at its head through its steps, then the next, until none is left.

use std::sync::Arc;

use pollhook_core::{Delivery, Key};
use tracing::Instrument;

use crate::engine::Engine;
use crate::turn::{Step, Turn};

/// A busy lane in somebody's hands. Dropped before its end, it hands back whatever waits.
pub(crate) struct Hold {
    engine: Arc<Engine>,
    /// `None` for an event without a key, which is a lane of its own.
    key: Option<Key>,
}

impl Hold {
    pub(crate) fn new(engine: &Arc<Engine>, key: Option<Key>) -> Self {
        Self { engine: Arc::clone(engine), key }
    }

    /// The head is settled: gives the next event, or ends the lane.
    pub(crate) fn next(&mut self) -> Option<Delivery> {
        let next = self.engine.lanes().next(self.key.as_ref()?);
        if next.is_none() {
            self.key = None;
        }
        next
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let Some(key) = self.key.take() else { return };
        let behind = self.engine.lanes().abandon(&key);
        drop(behind);
    }
}

impl Engine {
    /// Goes on with a lane in a task.
    pub(crate) fn spawn(self: &Arc<Self>, mut hold: Hold, mut step: Step) {
        let engine = Arc::clone(self);
        let lane = async move {
            loop {
                engine.settle(step).await;
                let Some(next) = hold.next() else { return };
                step = Step::Open(Turn::new(next));
                tokio::task::coop::consume_budget().await;
            }
        };
        self.tasks.spawn_on(lane, &self.runtime);
    }

    /// Takes the event at the head through its steps.
    async fn settle(&self, step: Step) {
        let span = match step.event() {
            Some(event) => {
                tracing::info_span!("event", bot = %event.bot(), event.id = %event.id(), event.kind = %event.kind())
            }
            None => tracing::Span::none(),
        };
        self.steps(step).instrument(span).await;
    }

    async fn steps(&self, mut step: Step) {
        loop {
            step = match step {
                Step::Open(turn) => self.open(turn),
                Step::Call(turn, cx) => self.call(turn, cx).await,
                Step::Wait(turn, call) => self.wait(turn, call).await,
                Step::Failed(turn, failure) => self.failed(turn, failure).await,
                Step::Pause(turn, pause, failure) => self.pause(turn, pause, &failure).await,
                Step::LetGo(turn, after, reason) => self.let_go(turn, after, reason),
                Step::Bury(turn, reason) => self.bury(turn, reason).await,
                Step::Settled => return,
            };
        }
    }
}
