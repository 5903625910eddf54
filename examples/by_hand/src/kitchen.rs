//! The work that all four bots have to do: it takes a while, as real work does.

use std::time::Duration;

/// Cooks order number n in n times as long as the first one.
pub(crate) async fn cook(order: &str) -> String {
    tokio::time::sleep(UNIT * number(order)).await;
    format!("{order}: done")
}

/// The number of an order, as in `order 7`.
pub(crate) fn number(text: &str) -> u32 {
    text.split_whitespace().nth(1).and_then(|word| word.trim_end_matches(':').parse().ok()).unwrap_or(0)
}

const UNIT: Duration = Duration::from_millis(50);
