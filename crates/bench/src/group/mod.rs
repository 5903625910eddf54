//! The groups of figures, one file each.

mod attack;
mod flood;
pub(crate) mod hook;
mod hot;
mod idle;
mod keys;
mod kill;
mod poll;
mod slow;

use clap::ValueEnum;

use crate::Error;
use crate::child::Contestant;
use crate::contestant::{Door, Options, Who, Work};
use crate::cores::Lab;
use crate::figure::Figure;
use crate::load::Api;
use crate::report::Report;
use crate::rounds::{self, Values};

/// What is measured together.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Group {
    /// Processor time and latency of a webhook
    Hook,
    /// Processor time and latency of polling
    Poll,
    /// Handlers that wait
    Slow,
    /// One chat with a crowd of updates, and the others
    Hot,
    /// More than can be taken
    Flood,
    /// kill -9 in the middle
    Kill,
    /// A million chats
    Keys,
    /// Silence
    Idle,
    /// Wrong secrets at full speed beside right ones
    Attack,
}

impl Group {
    pub(crate) fn all() -> Vec<Self> {
        Self::value_variants().to_vec()
    }
}

/// Measures a group, and reports its figures.
pub(crate) async fn measure(group: Group, lab: &Lab, least: u32, report: &mut Report) -> Result<(), Error> {
    match group {
        Group::Hook => {
            against(&hook::CPU, least, lab.peers(), report, async |who| hook::cpu(lab, who).await).await?;
            against(&hook::TAIL, least, lab.peers(), report, async |who| hook::tail(lab, who).await).await?;
            against(&hook::LATENCY, least, lab.peers(), report, async |who| hook::latency(lab, who).await).await
        }
        Group::Poll => {
            against(&poll::CPU, least, lab.peers(), report, async |who| poll::cpu(lab, who).await).await?;
            against(&poll::LATENCY, least, lab.peers(), report, async |who| poll::latency(lab, who).await).await
        }
        Group::Slow => {
            figures(&slow::POLL, least, report, async |who| slow::poll(lab, who).await).await?;
            figures(&slow::HOOK, least, report, async |who| slow::hook(lab, who).await).await
        }
        Group::Hot => {
            figures(&hot::HOOK, least, report, async |_| hot::hook(lab).await).await?;
            figures(&hot::POLL, least, report, async |_| hot::poll(lab).await).await
        }
        Group::Flood => figures(&flood::FIGURES, 1, report, async |_| flood::run(lab).await).await,
        Group::Kill => {
            figures(&kill::POLL, 1, report, async |_| kill::poll(lab).await).await?;
            figures(&kill::HOOK, 1, report, async |_| kill::hook(lab).await).await
        }
        Group::Keys => figures(&keys::FIGURES, 1, report, async |_| keys::run(lab).await).await,
        Group::Attack => figures(&attack::FIGURES, least, report, async |_| attack::run(lab).await).await,
        Group::Idle => figures(&idle::FIGURES, 1, report, async |_| idle::run(lab).await).await,
    }
}

async fn figures(
    figures: &[Figure],
    least: u32,
    report: &mut Report,
    run: impl AsyncFnMut(Who) -> Result<Values, Error>,
) -> Result<(), Error> {
    against(figures, least, &[], report, run).await
}

/// Figures that the peers have, too.
async fn against(
    figures: &[Figure],
    least: u32,
    peers: &[Who],
    report: &mut Report,
    run: impl AsyncFnMut(Who) -> Result<Values, Error>,
) -> Result<(), Error> {
    let rounds = rounds::all(figures, least, peers, run).await?;
    figures.iter().zip(&rounds).for_each(|(figure, rounds)| report.figure(figure, rounds));
    Ok(())
}

/// Starts a contestant with the usual options.
async fn contestant(lab: &Lab, api: &Api, who: Who, door: Door, work: Work) -> Result<Contestant, Error> {
    Contestant::start(lab, &options(api, who, door, work)).await
}

pub(crate) fn options(api: &Api, who: Who, door: Door, work: Work) -> Options {
    Options { who, door, api: api.url.clone(), work, ack: "handled".to_owned(), except: None }
}
