//! Taking deliveries: into their lanes, or out again at once.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Admit, Count, Delivery, Kept, Key, Via};

use crate::dispatcher::Dispatcher;
use crate::engine::Engine;
use crate::hand_back::{epoch, let_go_untried};
use crate::lanes::{Entered, Terms};
use crate::run::Hold;
use crate::settings::OwnEvents;

/// When a pushed event may come again for which its lane had no room.
const LANE_IS_FULL: Duration = Duration::from_secs(1);

impl Admit for Dispatcher {
    fn admit(&self, delivery: Delivery) {
        let engine = &self.0;
        let event = &delivery.event;
        if event.is_own() && engine.settings.own_events == OwnEvents::Skip {
            engine.stats.add(Count::OwnEvents);
            return delivery.ack.accept();
        }
        let candidates = engine.index.of(event.kind());
        if candidates.is_awaited() {
            engine.answer_press(&delivery);
        }
        if event.undecodable().is_none() && candidates.is_empty() {
            engine.count_unrouted(event);
            return delivery.ack.accept();
        }
        let Some(key) = event.key().cloned() else { return engine.run_lane(Hold::new(engine, None), delivery) };
        let pushed = event.via() == Via::Webhook && delivery.kept == Kept::Upstream;
        let terms = Terms { epoch: epoch(&delivery), bound: pushed.then_some(engine.settings.lane_bound) };
        engine.enter(key, terms, delivery);
    }
}

impl Engine {
    fn enter(self: &Arc<Self>, key: Key, terms: Terms, delivery: Delivery) {
        let entered = self.lanes().enter(&key, terms, delivery);
        match entered {
            Entered::Head(head) => self.run_lane(Hold::new(self, Some(key)), head),
            Entered::Queued => {}
            Entered::Full(delivery) => self.turn_away(key, delivery, Some(LANE_IS_FULL)),
            Entered::Refused(delivery) => self.turn_away(key, delivery, None),
        }
    }

    /// Hands back an event that cannot enter. One that nobody would bring again enters all the same.
    fn turn_away(self: &Arc<Self>, key: Key, delivery: Delivery, after: Option<Duration>) {
        if let Err(delivery) = let_go_untried(delivery, after) {
            self.enter(key, Terms::default(), delivery);
        }
    }
}
