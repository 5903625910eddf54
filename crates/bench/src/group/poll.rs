//! Polling: what an update costs, and how long it takes.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::contestant;
use crate::Error;
use crate::contestant::{Door, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, ratio};
use crate::load::{Api, Manner};
use crate::rounds::Values;
use crate::update::{now, update};

pub(crate) const CPU: [Figure; 1] = [ratio("poll_cpu", "us", 1.8)];
pub(crate) const LATENCY: [Figure; 1] = [ratio("poll_latency", "us", 1.3)];

/// How many wait from the start.
const WAITING: u64 = 200_000;
const CHATS: u64 = 1_000;

/// Processor time of an update, in pages of 100.
pub(crate) async fn cpu(lab: &Lab, who: Who) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let mut contestant = contestant(lab, &api, who, Door::Poll, Work::Count).await?;
    let before = contestant.cpu()?;
    api.add((1..=WAITING).map(|id| update(id, 1 + id % CHATS, 0)));
    contestant.has_handled(WAITING).await?;
    let spent = contestant.cpu()? - before;
    Ok(vec![spent as f64 / 1_000.0 / WAITING as f64])
}

/// From the creation of an update to its handler, one each 20 ms.
pub(crate) async fn latency(lab: &Lab, who: Who) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let mut contestant = contestant(lab, &api, who, Door::Poll, Work::Note).await?;
    let (start, many) = (Instant::now(), lab.secs * 50);
    for n in 1..=many {
        sleep_until(start + Duration::from_millis(20 * n)).await;
        api.add([update(n, 1 + n % CHATS, now())]);
    }
    Ok(vec![contestant.has_handled(many).await?.p50_us])
}
