//! One chat with 600 updates at once and a handler of 50 ms; a second later one update of each of 50 other chats. How long
//! do those wait for their handlers?

use std::time::Duration;

use futures::future::{join, try_join_all};
use tokio::time::sleep;

use super::options;
use crate::Error;
use crate::child::Contestant;
use crate::contestant::{Door, Options, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, value};
use crate::load::{Api, Manner, Pusher};
use crate::rounds::Values;
use crate::update::{now, update};

pub(crate) const HOOK: [Figure; 1] = [value("hot_hook_ms", "ms", 5.0)];
pub(crate) const POLL: [Figure; 1] = [value("hot_poll_ms", "ms", 5.0)];

const HOT: u64 = 1;
const CROWD: u64 = 600;
const OTHERS: u64 = 50;
/// As many as Telegram opens.
const CONNECTIONS: u64 = 100;

/// By webhook, confirmed when handled.
pub(crate) async fn hook(lab: &Lab) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let options = Options { except: Some(HOT), ..options(&api, Who::Ours, Door::Hook, Work::Sleep(50)) };
    let mut contestant = Contestant::start(lab, &options).await?;
    let connect = (0..CONNECTIONS).map(|_| Pusher::connect(&contestant.address));
    let mut crowd = try_join_all(connect).await?;
    let connect = (0..OTHERS).map(|_| Pusher::connect(&contestant.address));
    let mut others = try_join_all(connect).await?;
    let crowding = async {
        let all = crowd.iter_mut().zip(1..).map(async |(pusher, first)| {
            for id in (first..=CROWD).step_by(CONNECTIONS as usize) {
                pusher.push_until_taken(&update(id, HOT, now())).await?;
            }
            Ok::<_, Error>(())
        });
        try_join_all(all).await
    };
    let later = async {
        sleep(Duration::from_secs(1)).await;
        let all = others
            .iter_mut()
            .zip(1..)
            .map(|(pusher, n)| async move { pusher.push_until_taken(&update(CROWD + n, HOT + n, now())).await });
        try_join_all(all).await?;
        contestant.report().await
    };
    tokio::pin!(crowding);
    // The crowd need not be through: what is asked is how the others fare meanwhile.
    let report = tokio::select! {
        report = later => report?,
        ended = &mut crowding => return Err(format!("the crowd was gone too soon: {:?}", ended.map(|_| ())).into()),
    };
    waits(report.waits, report.p50_us)
}

/// By polling, confirmed when received: then no page is held up by a slow chat.
pub(crate) async fn poll(lab: &Lab) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let usual = options(&api, Who::Ours, Door::Poll, Work::Sleep(50));
    let options = Options { except: Some(HOT), ack: "received".to_owned(), ..usual };
    let mut contestant = Contestant::start(lab, &options).await?;
    api.add((1..=CROWD).map(|id| update(id, HOT, now())));
    sleep(Duration::from_secs(1)).await;
    api.add((1..=OTHERS).map(|n| update(CROWD + n, HOT + n, now())));
    // By then each of the others has ended, and twenty of the crowd.
    let (report, ()) = join(contestant.has_handled(OTHERS + 20), async {}).await;
    let report = report?;
    waits(report.waits, report.p50_us)
}

fn waits(many: usize, median_us: f64) -> Result<Values, Error> {
    if many as u64 != OTHERS {
        return Err(format!("of {OTHERS} other chats, {many} were heard").into());
    }
    Ok(vec![median_us / 1e3])
}
