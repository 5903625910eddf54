//! More than can be taken: 64 connections push as fast as they can, for 20 s, to a handler of 5 ms.

use std::cell::Cell;
use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::Instant;

use super::contestant;
use crate::Error;
use crate::contestant::{Door, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, shown, value};
use crate::load::{Api, Manner, Pusher};
use crate::rounds::Values;
use crate::update::update;

pub(crate) const FIGURES: [Figure; 3] =
    [value("flood_rss_mib", "MiB", 64.0), value("flood_lost", "", 0.0), shown("flood_refused", "")];

const CONNECTIONS: u64 = 64;
/// All of one chat, whose lane holds half as many as connections push: the others are refused.
const CHAT: u64 = 1;
const TIME: Duration = Duration::from_secs(20);

pub(crate) async fn run(lab: &Lab) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let mut contestant = contestant(lab, &api, Who::Ours, Door::Hook, Work::Sleep(5)).await?;
    let idle = contestant.memory()?;
    let connect = (0..CONNECTIONS).map(|_| Pusher::connect(&contestant.address));
    let mut pushers = try_join_all(connect).await?;
    let (number, end, most) = (Cell::new(0), Instant::now() + TIME, Cell::new(idle));
    let all = pushers.iter_mut().map(async |pusher| {
        let mut refused = 0;
        while Instant::now() < end {
            let id = number.get() + 1;
            number.set(id);
            refused += pusher.push_until_taken(&update(id, CHAT, 0)).await?;
            if id % 256 == 0 {
                most.set(most.get().max(contestant.memory()?));
            }
        }
        Ok::<_, Error>(refused)
    });
    let refused: u64 = try_join_all(all).await?.into_iter().sum();
    let report = contestant.report().await?;
    let lost = number.get() - report.handled.min(number.get());
    Ok(vec![most.get() - idle, lost as f64, refused as f64])
}
