//! Silence, for a minute: how often it asks, and what it holds.

use std::time::Duration;

use tokio::time::sleep;

use super::contestant;
use crate::Error;
use crate::contestant::{Door, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, shown, value};
use crate::load::{Api, Manner};
use crate::rounds::Values;

pub(crate) const FIGURES: [Figure; 3] =
    [value("idle_requests", "/min", 60.0), value("idle_at_once", "/min", 60.0), shown("idle_rss_mib", "MiB")];

const MINUTE: Duration = Duration::from_secs(60);

pub(crate) async fn run(lab: &Lab) -> Result<Values, Error> {
    let (holds, at_once) = (Api::start(Manner::Holds).await?, Api::start(Manner::AnswersAtOnce).await?);
    let held = contestant(lab, &holds, Who::Ours, Door::Poll, Work::Count).await?;
    let _hurried = contestant(lab, &at_once, Who::Ours, Door::Poll, Work::Count).await?;
    // The first questions of a start are its own.
    sleep(Duration::from_secs(10)).await;
    let before = (holds.questions(), at_once.questions());
    sleep(MINUTE).await;
    let asked = |now: u64, before: u64| (now - before) as f64;
    Ok(vec![asked(holds.questions(), before.0), asked(at_once.questions(), before.1), held.memory()?])
}
