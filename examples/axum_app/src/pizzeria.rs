//! The state of the application: what pages and bots share.

use std::sync::Arc;

use pollhook::core::EventId;
use tokio::sync::watch;

/// Something that was ordered.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    event: EventId,
    pub(crate) number: usize,
    pub(crate) who: String,
    pub(crate) what: String,
}

/// Cheap to clone; clones are the same pizzeria.
#[derive(Clone, Default)]
pub(crate) struct Pizzeria(Arc<watch::Sender<Vec<Order>>>);

impl Pizzeria {
    /// Takes an order and gives its number; one that was taken already keeps the number it has.
    pub(crate) fn take(&self, event: EventId, who: String, what: String) -> usize {
        let mut number = 0;
        self.0.send_modify(|orders| {
            let known = orders.iter().find(|order| order.event == event).map(|order| order.number);
            number = known.unwrap_or(orders.len() + 1);
            if known.is_none() {
                orders.push(Order { event, number, who, what });
            }
        });
        number
    }

    /// All orders, as a line each.
    pub(crate) fn list(&self) -> String {
        let line = |Order { number, who, what, .. }: &Order| format!("{number}. {what}, for {who}\n");
        self.0.borrow().iter().map(line).collect()
    }

    /// Waits until so many orders were taken.
    pub(crate) async fn has_taken(&self, count: usize) {
        // The sender lives in `self`, so there is always something to wait for.
        let _ = self.0.subscribe().wait_for(|orders| orders.len() >= count).await;
    }
}
