//! A webhook: what an update costs, and how long it takes.

use std::cell::Cell;
use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::{Instant, sleep_until};

use super::contestant;
use crate::Error;
use crate::child::Contestant;
use crate::contestant::{Door, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, ratio};
use crate::load::{Api, Manner, Pusher};
use crate::rounds::Values;
use crate::update::{LENGTH, now, update, update_of};

pub(crate) const CPU: [Figure; 1] = [ratio("hook_cpu", "us", 1.35)];
pub(crate) const TAIL: [Figure; 1] = [ratio("hook_p99", "us", 1.5)];
pub(crate) const LATENCY: [Figure; 1] = [ratio("hook_latency", "us", 1.3)];

const CONNECTIONS: u64 = 64;
const CHATS: u64 = 1_000;
/// Updates a second, where the rate is given.
const RATE: u64 = 5_000;

/// A contestant with its connections.
pub(crate) struct Scene {
    pub(crate) contestant: Contestant,
    pushers: Vec<Pusher>,
    _api: Api,
}

impl Scene {
    pub(crate) async fn start(lab: &Lab, who: Who, work: Work, connections: u64) -> Result<Self, Error> {
        let api = Api::start(Manner::Holds).await?;
        let contestant = contestant(lab, &api, who, Door::Hook, work).await?;
        let connect = (0..connections).map(|_| Pusher::connect(&contestant.address));
        Ok(Self { pushers: try_join_all(connect).await?, contestant, _api: api })
    }

    /// Pushes as fast as each connection can, for a time; how many were taken.
    pub(crate) async fn push_for(&mut self, time: Duration, number: &Cell<u64>, length: usize) -> Result<u64, Error> {
        let (first, end) = (number.get(), Instant::now() + time);
        let all = self.pushers.iter_mut().map(async |pusher| {
            while Instant::now() < end {
                let id = number.replace(number.get() + 1);
                pusher.push_until_taken(&update_of(length, id, 1 + id % CHATS, 0)).await?;
            }
            Ok::<_, Error>(())
        });
        try_join_all(all).await?;
        Ok(number.get() - first)
    }
}

/// Processor time of an update.
pub(crate) async fn cpu(lab: &Lab, who: Who) -> Result<Values, Error> {
    let mut scene = Scene::start(lab, who, Work::Count, CONNECTIONS).await?;
    let number = Cell::new(1);
    scene.push_for(Duration::from_millis(500), &number, LENGTH).await?;
    scene.contestant.has_handled(number.get() - 1).await?;
    let before = scene.contestant.cpu()?;
    let pushed = scene.push_for(Duration::from_secs(lab.secs), &number, LENGTH).await?;
    // There are those who confirm first, and handle later: that is work, too.
    scene.contestant.has_handled(number.get() - 1).await?;
    let spent = scene.contestant.cpu()? - before;
    Ok(vec![spent as f64 / 1_000.0 / pushed as f64])
}

/// The slowest hundredth of requests, where so many come each second, whether or not the last ones were answered.
pub(crate) async fn tail(lab: &Lab, who: Who) -> Result<Values, Error> {
    let mut scene = Scene::start(lab, who, Work::Count, CONNECTIONS).await?;
    scene.push_for(Duration::from_millis(500), &Cell::new(1), LENGTH).await?;
    let (start, many) = (Instant::now(), RATE * lab.secs);
    let at = |n: u64| start + Duration::from_micros(n * 1_000_000 / RATE);
    let all = scene.pushers.iter_mut().zip(0..).map(async |(pusher, first)| {
        let mut waits = Vec::new();
        for n in (first..many).step_by(CONNECTIONS as usize) {
            sleep_until(at(n)).await;
            pusher.push_until_taken(&update(1_000_000 + n, 1 + n % CHATS, 0)).await?;
            // From when it was due: a slow answer delays those behind it, and that counts.
            waits.push(at(n).elapsed().as_secs_f64() * 1e6);
        }
        Ok::<_, Error>(waits)
    });
    let mut waits: Vec<f64> = try_join_all(all).await?.concat();
    waits.sort_by(f64::total_cmp);
    Ok(vec![waits.get(waits.len() * 99 / 100).copied().unwrap_or(f64::NAN)])
}

/// From the creation of an update to its handler, one each 20 ms.
pub(crate) async fn latency(lab: &Lab, who: Who) -> Result<Values, Error> {
    let mut scene = Scene::start(lab, who, Work::Note, 1).await?;
    let start = Instant::now();
    for n in 1..=lab.secs * 50 {
        sleep_until(start + Duration::from_millis(20 * n)).await;
        for pusher in &mut scene.pushers {
            pusher.push_until_taken(&update(n, 1 + n % CHATS, now())).await?;
        }
    }
    Ok(vec![scene.contestant.report().await?.p50_us])
}
