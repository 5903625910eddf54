//! One curve, point by point.

use std::cell::Cell;
use std::time::Duration;

use drawing::{Ink, Line};
use tokio::time::Instant;

use crate::Error;
use crate::child::Contestant;
use crate::contestant::{Door, Setup, Who, Work};
use crate::cores::Lab;
use crate::group::hook::Scene;
use crate::group::options;
use crate::load::{Api, Manner};
use crate::rounds::median;
use crate::update::update;

/// How often each point is measured; the middle one is drawn.
const ROUNDS: usize = 3;
/// So many are told at a time, so that this process needs no gigabyte.
const STEP: u64 = 100_000;
const WARM: Duration = Duration::from_millis(300);
const TIME: Duration = Duration::from_millis(800);

/// What a run came to.
pub(super) struct Cost {
    /// Processor time of an update, in microseconds.
    pub(super) cost: f64,
    /// Updates a second.
    pub(super) rate: f64,
}

/// Measures each line at each point. Rounds are outermost: what disturbs a moment disturbs no single point.
pub(super) async fn sweep<W: Copy>(
    points: &[f64],
    lines: &[(&str, Ink, W)],
    mut one: impl AsyncFnMut(f64, W) -> Result<f64, Error>,
) -> Result<Vec<Line>, Error> {
    let mut measured = vec![vec![Vec::new(); points.len()]; lines.len()];
    for _ in 0..ROUNDS {
        for (n, point) in points.iter().enumerate() {
            for ((.., what), values) in lines.iter().zip(&mut measured) {
                values[n].push(one(*point, *what).await?);
            }
        }
    }
    let line = |((name, ink, _), values): (&(&str, Ink, W), Vec<Vec<f64>>)| Line {
        name: (*name).to_owned(),
        ink: *ink,
        points: points.iter().copied().zip(values.iter().map(|values| median(values))).collect(),
    };
    Ok(lines.iter().zip(measured).map(line).collect())
}

/// So many updates of so many chats, by polling.
pub(super) async fn polled(
    lab: &Lab,
    who: Who,
    setup: &Setup,
    page: usize,
    (updates, chats): (u64, u64),
) -> Result<Cost, Error> {
    let api = Api::start(Manner::Holds).await?;
    api.pages_of(page);
    let mut contestant = Contestant::set_up(lab, &options(&api, who, Door::Poll, Work::Count), setup).await?;
    // The first exchanges of a process are not what an update costs.
    let warm = 2_000.min(updates);
    api.add((1..=warm).map(|id| update(id, 1 + id % chats, 0)));
    contestant.has_handled(warm).await?;
    let (before, mut took) = (contestant.cpu()?, Duration::ZERO);
    for first in (warm..warm + updates).step_by(STEP as usize) {
        let last = (first + STEP).min(warm + updates);
        let texts: Vec<_> = (first + 1..=last).map(|id| update(id, 1 + id % chats, 0)).collect();
        let start = Instant::now();
        api.add(texts);
        contestant.has_handled(last).await?;
        took += start.elapsed();
        api.forget_confirmed();
    }
    let spent = contestant.cpu()? - before;
    Ok(Cost { cost: spent as f64 / 1e3 / updates as f64, rate: updates as f64 / took.as_secs_f64() })
}

/// As fast as so many connections can, updates of so many bytes.
pub(super) async fn pushed(lab: &Lab, who: Who, connections: u64, length: usize) -> Result<Cost, Error> {
    let mut scene = Scene::start(lab, who, Work::Count, connections).await?;
    let number = Cell::new(1);
    scene.push_for(WARM, &number, length).await?;
    let (before, start) = (scene.contestant.cpu()?, Instant::now());
    let pushed = scene.push_for(TIME, &number, length).await?;
    let (spent, took) = (scene.contestant.cpu()? - before, start.elapsed());
    Ok(Cost { cost: spent as f64 / 1e3 / pushed as f64, rate: pushed as f64 / took.as_secs_f64() })
}
