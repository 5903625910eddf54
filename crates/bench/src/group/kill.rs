//! kill -9 at random moments of 5,000 updates, 20 times: what was confirmed was handled, and only what was in flight is
//! handled again.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use futures::future::{join_all, try_join_all};
use rand::RngExt;
use tokio::time::{Instant, sleep};

use super::options;
use crate::Error;
use crate::child::Contestant;
use crate::contestant::{Door, Setup, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, shown, value};
use crate::load::{Api, Manner, Pushed, Pusher};
use crate::rounds::Values;
use crate::update::update;

pub(crate) const POLL: [Figure; 3] =
    [value("kill_poll_lost", "", 0.0), shown("kill_poll_doubled", ""), shown("kill_poll_in_flight", "")];
pub(crate) const HOOK: [Figure; 3] =
    [value("kill_hook_lost", "", 0.0), shown("kill_hook_doubled", ""), shown("kill_hook_in_flight", "")];

const UPDATES: u64 = 5_000;
const KILLS: u32 = 20;
const CHATS: u64 = 100;
const CONNECTIONS: u64 = 64;
/// How long a handler takes, so that there is something in flight.
const EACH: u64 = 20;
/// Nothing takes longer, or it never comes.
const PATIENCE: Duration = Duration::from_secs(120);

/// By polling. What was told and not confirmed is in flight.
pub(crate) async fn poll(lab: &Lab) -> Result<Values, Error> {
    let (api, journal) = (Api::start(Manner::Holds).await?, Journal::new("poll"));
    api.add((1..=UPDATES).map(|id| update(id, 1 + id % CHATS, 0)));
    let (mut in_flight, mut lost) = (0, 0);
    for life in 0..=KILLS {
        let contestant = start(lab, &api, Door::Poll, &journal).await?;
        let begun = Instant::now();
        let upto = match life {
            KILLS => UPDATES,
            life => UPDATES * u64::from(life + 1) / u64::from(KILLS + 2) - rand::rng().random_range(0..100),
        };
        // The first confirmation beyond this moment, and then a random time into the next page.
        while api.confirmed() < upto {
            patient(begun)?;
            sleep(Duration::from_millis(1)).await;
        }
        if life < KILLS {
            sleep(Duration::from_millis(rand::rng().random_range(0..EACH))).await;
            contestant.kill().await?;
            in_flight += api.told().saturating_sub(api.confirmed());
            let handled = journal.read()?;
            lost += (1..=api.confirmed()).filter(|id| !handled.contains_key(id)).count();
        }
    }
    judge(&journal, lost, in_flight)
}

/// By webhook. What was pushed and not answered is in flight.
pub(crate) async fn hook(lab: &Lab) -> Result<Values, Error> {
    let (api, journal) = (Api::start(Manner::Holds).await?, Journal::new("hook"));
    let waiting: RefCell<VecDeque<u64>> = RefCell::new((1..=UPDATES).collect());
    let mut in_flight = 0;
    for life in 0..=KILLS {
        let contestant = start(lab, &api, Door::Hook, &journal).await?;
        let mut pushers = try_join_all((0..CONNECTIONS).map(|_| Pusher::connect(&contestant.address))).await?;
        let pushing = join_all(pushers.iter_mut().map(|pusher| push_all(pusher, &waiting)));
        let left = UPDATES - UPDATES * u64::from(life + 1) / u64::from(KILLS + 2);
        let killing = async {
            // The last one lives until all is pushed: dropped, it would be killed, too.
            if life == KILLS {
                return Ok(Some(contestant));
            }
            while waiting.borrow().len() as u64 > left {
                sleep(Duration::from_millis(1)).await;
            }
            sleep(Duration::from_millis(rand::rng().random_range(0..100))).await;
            contestant.kill().await.map(|()| None)
        };
        let both = futures::future::join(pushing, killing);
        let (cut, last) = tokio::time::timeout(PATIENCE, both).await?;
        let _last = last?;
        let cut: Vec<u64> = cut.into_iter().flatten().collect();
        in_flight += cut.len() as u64;
        // What was not answered comes again, first.
        cut.into_iter().for_each(|id| waiting.borrow_mut().push_front(id));
    }
    let handled = journal.read()?;
    judge(&journal, (1..=UPDATES).filter(|id| !handled.contains_key(id)).count(), in_flight)
}

/// Pushes what waits; gives what was under way when the connection ended.
async fn push_all(pusher: &mut Pusher, waiting: &RefCell<VecDeque<u64>>) -> Option<u64> {
    loop {
        let id = waiting.borrow_mut().pop_front()?;
        match pusher.push(&update(id, 1 + id % CHATS, 0)).await {
            Ok(Pushed::Ok) => {}
            Ok(Pushed::Later(after)) => {
                waiting.borrow_mut().push_back(id);
                sleep(after).await;
            }
            Err(_) => return Some(id),
        }
    }
}

async fn start(lab: &Lab, api: &Api, door: Door, journal: &Journal) -> Result<Contestant, Error> {
    let setup = Setup { journal: Some(journal.0.clone()), ..Setup::default() };
    Contestant::set_up(lab, &options(api, Who::Ours, door, Work::Sleep(EACH)), &setup).await
}

fn patient(begun: Instant) -> Result<(), Error> {
    if begun.elapsed() > PATIENCE { Err(format!("not confirmed within {PATIENCE:?}").into()) } else { Ok(()) }
}

/// Taken together, no more may be handled again than was in flight at the kills.
fn judge(journal: &Journal, lost: usize, in_flight: u64) -> Result<Values, Error> {
    let handled = journal.read()?;
    let never = (1..=UPDATES).filter(|id| !handled.contains_key(id)).count();
    let doubled: u64 = handled.values().map(|times| times - 1).sum();
    if doubled > in_flight {
        return Err(format!("{doubled} were handled again, and only {in_flight} were in flight").into());
    }
    Ok(vec![lost.max(never) as f64, doubled as f64, in_flight as f64])
}

/// What was handled, by whichever life. It goes with this.
struct Journal(PathBuf);

impl Journal {
    fn new(of: &str) -> Self {
        Self(std::env::temp_dir().join(format!("bench-kill-{of}-{}", std::process::id())))
    }

    /// How often each update was handled.
    fn read(&self) -> Result<BTreeMap<u64, u64>, Error> {
        let mut times = BTreeMap::new();
        for line in std::fs::read_to_string(&self.0)?.lines() {
            *times.entry(line.parse()?).or_default() += 1;
        }
        Ok(times)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // It may never have been written.
        let _ = std::fs::remove_file(&self.0);
    }
}
