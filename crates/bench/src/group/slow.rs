//! Handlers that wait: 50 ms for each of 2,000 updates, over 100 chats in turn. The least that it can take is a second.

use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::Instant;

use super::contestant;
use crate::Error;
use crate::contestant::{Door, Report, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, ratio};
use crate::load::{Api, Manner, Pusher};
use crate::rounds::Values;
use crate::update::update;

pub(crate) const POLL: [Figure; 1] = [ratio("slow_poll", "ms", 1.04)];
pub(crate) const HOOK: [Figure; 1] = [ratio("slow_hook", "ms", 1.03)];

const UPDATES: u64 = 2_000;
const CHATS: u64 = 100;
const EACH: Duration = Duration::from_millis(50);

pub(crate) async fn poll(lab: &Lab, who: Who) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let mut contestant = contestant(lab, &api, who, Door::Poll, Work::Sleep(EACH.as_millis() as u64)).await?;
    let start = Instant::now();
    api.add((1..=UPDATES).map(|id| update(id, 1 + id % CHATS, 0)));
    let report = contestant.has_handled(UPDATES).await?;
    let took = start.elapsed();
    if api.soonest() < EACH {
        return Err(format!("{who:?} confirmed a page {:?} after it was told", api.soonest()).into());
    }
    ordered(who, report)?;
    Ok(vec![took.as_secs_f64() * 1e3])
}

/// Each chat on a connection of its own, as a platform with 100 of them does it.
pub(crate) async fn hook(lab: &Lab, who: Who) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let mut contestant = contestant(lab, &api, who, Door::Hook, Work::Sleep(EACH.as_millis() as u64)).await?;
    let connect = (0..CHATS).map(|_| Pusher::connect(&contestant.address));
    let mut pushers = try_join_all(connect).await?;
    let start = Instant::now();
    let all = pushers.iter_mut().zip(1..).map(async |(pusher, chat)| {
        for turn in 0..UPDATES / CHATS {
            let pushed = Instant::now();
            pusher.push_until_taken(&update(1 + turn * CHATS + chat, chat, 0)).await?;
            if pushed.elapsed() < EACH {
                return Err(format!("{who:?} confirmed an update after {:?}", pushed.elapsed()).into());
            }
        }
        Ok::<_, Error>(())
    });
    try_join_all(all).await?;
    let took = start.elapsed();
    ordered(who, contestant.report().await?)?;
    Ok(vec![took.as_secs_f64() * 1e3])
}

fn ordered(who: Who, report: Report) -> Result<(), Error> {
    match report.misordered {
        0 => Ok(()),
        some => Err(format!("{who:?} handled {some} updates out of their order").into()),
    }
}
