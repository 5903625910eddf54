//! A million chats, each of which says one thing: memory over idle afterwards.

use super::contestant;
use crate::Error;
use crate::contestant::{Door, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, value};
use crate::load::{Api, Manner};
use crate::rounds::Values;
use crate::update::update;

pub(crate) const FIGURES: [Figure; 1] = [value("keys_rss_mib", "MiB", 64.0)];

const CHATS: u64 = 1_000_000;
/// So many are told at a time, so that this process needs no gigabyte.
const STEP: u64 = 100_000;

pub(crate) async fn run(lab: &Lab) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let mut contestant = contestant(lab, &api, Who::Ours, Door::Poll, Work::Count).await?;
    let idle = contestant.memory()?;
    for first in (0..CHATS).step_by(STEP as usize) {
        api.add((first + 1..=first + STEP).map(|id| update(id, id, 0)));
        contestant.has_handled(first + STEP).await?;
        api.forget_confirmed();
    }
    Ok(vec![contestant.memory()? - idle])
}
