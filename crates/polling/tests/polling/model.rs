//! Thousands of histories against a platform in memory: both kinds of cursor, outcomes in any order, hand-backs, lost
//! exchanges, crashes, restarts.
//!
//! The bot behind the sink is as plain as can be: a queue a chat, of which only the head may end. What must hold is
//! checked after every step, by walking everything.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use pollhook_core::{
    Admit, Consumes, Count, Delivery, EventSource, NotKept, Once, Outcome, Reason, ReasonKind, Settle, ShutdownReason,
};
use pollhook_polling::Polling;
use pollhook_testkit::{Bench, Fault, Feed};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tokio::time::{Instant, sleep, timeout};

use crate::rig::{Shelf, key, polling, secs};

#[derive(Clone, Copy, Debug)]
struct Case {
    consumes: Consumes,
    limit: usize,
    room: usize,
    events: usize,
    seed: u64,
}

fn case() -> impl Strategy<Value = Case> {
    let consumes = prop_oneof![Just(Consumes::OnNextFetch), Just(Consumes::ByClient)];
    (consumes, 1..8usize, prop_oneof![Just(3usize), Just(100)], 5..50usize, any::<u64>())
        .prop_map(|(consumes, limit, room, events, seed)| Case { consumes, limit, room, events, seed })
}

#[test]
fn every_event_is_handled_in_order_and_nothing_unsettled_is_committed() {
    let seen = Mutex::new(Seen::default());
    let config = ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() };
    let played = TestRunner::new(config).run(&case(), |case| {
        let of_this = play(case, false);
        let mut seen = seen.lock().unwrap();
        seen.rewinds += of_this.rewinds;
        seen.commits_midway += of_this.commits_midway;
        seen.twice += of_this.twice;
        Ok(())
    });
    played.unwrap_or_else(|error| panic!("{error}"));
    // The histories are such that they could have shown a loss, a double or a wrong order.
    let seen = seen.into_inner().unwrap();
    assert!(seen.rewinds > 50 && seen.commits_midway > 500 && seen.twice > 30, "{seen:?}");
}

/// The same world finds out a bot that says "done" when an event arrives.
#[test]
fn a_bot_that_settles_too_early_is_found_out() {
    let case = Case { consumes: Consumes::OnNextFetch, limit: 5, room: 100, events: 30, seed: 1 };
    for consumes in [Consumes::OnNextFetch, Consumes::ByClient] {
        let ended = std::panic::catch_unwind(|| play(Case { consumes, ..case }, true));
        let said = ended.expect_err("it must be found out");
        let said = said.downcast_ref::<String>().unwrap();
        assert!(said.contains("committed and never handled"), "{said}");
    }
}

fn play(case: Case, hasty: bool) -> Seen {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async move { World::new(case, hasty).play().await })
}

/// What happened in a history.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    rewinds: usize,
    /// Commits while something was unsettled.
    commits_midway: usize,
    /// Events that ran once more, after a kill.
    twice: usize,
    settled: usize,
}

/// Chance, from one seed.
struct Rng(u64);

impl Rng {
    /// Less than `n`.
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A queue a chat. The head of each may end; who is handed back takes along all behind it, and is refused until the
/// source has begun a new epoch.
#[derive(Clone, Default)]
struct Chats(Arc<Mutex<Queues>>);

#[derive(Default)]
struct Queues {
    queues: BTreeMap<String, VecDeque<Delivery>>,
    refused: HashMap<String, u32>,
    /// What ended well, in order: over all restarts.
    handled: Arc<Mutex<Vec<(String, String)>>>,
    settled: usize,
}

impl Chats {
    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.0.lock().unwrap()
    }

    /// One head ends, in a way that chance decides; well, when it is calm.
    fn step(&self, rng: &mut Rng, calm: bool) {
        let chat = {
            let queues = self.lock();
            let busy: Vec<_> = queues.queues.iter().filter(|(_, queue)| !queue.is_empty()).collect();
            let Some(chosen) = busy.len().checked_sub(1).map(|last| rng.below(last as u64 + 1)) else { return };
            busy[chosen as usize].0.clone()
        };
        let ending = if calm { 9 } else { rng.below(20) };
        if ending < 2 {
            return self.hand_back(&chat, (ending == 1).then(|| secs(rng.below(4))));
        }
        let mut queues = self.lock();
        let head = queues.queues.get_mut(&chat).and_then(VecDeque::pop_front).unwrap();
        queues.settled += 1;
        queues.handled.lock().unwrap().push((chat, head.event.id().to_string()));
        drop(queues);
        match ending {
            2 => head.ack.reject(Reason::new(ReasonKind::Failed, "")),
            _ => head.ack.accept(),
        }
    }

    fn hand_back(&self, chat: &str, after: Option<Duration>) {
        let all = {
            let mut queues = self.lock();
            let all = std::mem::take(queues.queues.get_mut(chat).unwrap());
            queues.refused.insert(chat.to_owned(), all.back().unwrap().epoch);
            queues.settled += all.len();
            all
        };
        for delivery in all {
            match after {
                // Forgetting it means the same.
                None => drop(delivery),
                after => delivery.ack.hand_back(after).unwrap(),
            }
        }
    }
}

impl Admit for Chats {
    fn admit(&self, delivery: Delivery) {
        let chat = delivery.event.key().unwrap().to_string();
        let mut queues = self.lock();
        if queues.refused.get(&chat).is_some_and(|epoch| *epoch >= delivery.epoch) {
            queues.settled += 1;
            drop(queues);
            return delivery.ack.hand_back(None).unwrap();
        }
        queues.queues.entry(chat).or_default().push_back(delivery);
    }
}

/// Says "done" as soon as an event arrives, and hands it on.
struct Hasty(Chats);

struct Nobody;

impl Settle for Nobody {
    fn settle(&self, _at: u32, _outcome: Outcome) -> Result<(), NotKept> {
        Ok(())
    }
}

impl Admit for Hasty {
    fn admit(&self, mut delivery: Delivery) {
        let (inner, outer) = delivery.ack.rewrap(Arc::new(Nobody), 0);
        delivery.ack = inner;
        outer.accept();
        self.0.admit(delivery);
    }
}

/// Everything that outlives a process, and the process.
struct World {
    case: Case,
    rng: Rng,
    feed: Feed,
    shelf: Shelf,
    handled: Arc<Mutex<Vec<(String, String)>>>,
    begun: Instant,
    restarts: usize,
    /// What was committed at the last look.
    committed: usize,
    seen: Seen,
    hasty: bool,
}

/// How a stretch of work ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// The run is dropped where it stands, and run again.
    Dropped,
    /// The process is killed, and another one begins.
    Killed,
    /// It is told to stop, and another run begins.
    Stopped,
    /// Everything was handled.
    Done,
}

impl World {
    fn new(case: Case, hasty: bool) -> Self {
        Self {
            feed: Feed::new(case.consumes, case.limit),
            shelf: Shelf::default(),
            handled: Arc::default(),
            rng: Rng(case.seed),
            begun: Instant::now(),
            restarts: 0,
            committed: 0,
            seen: Seen::default(),
            hasty,
            case,
        }
    }

    async fn play(mut self) -> Seen {
        while self.process().await != End::Done {
            self.restarts += 1;
        }
        self.has_kept_every_promise();
        self.seen
    }

    /// One process, from its start to its end; it may run its source several times.
    async fn process(&mut self) -> End {
        let chats = Chats::default();
        chats.lock().handled = Arc::clone(&self.handled);
        let once = match self.hasty {
            true => Once::new(Hasty(chats.clone()), Arc::default()),
            false => Once::new(chats.clone(), Arc::default()),
        };
        let mut source = self.source();
        loop {
            let bench = Bench::new(once.clone(), self.case.room);
            let end = {
                let run = source.run(bench.context());
                tokio::pin!(run);
                tokio::select! {
                    ended = &mut run => panic!("nobody told it to stop: {ended:?}"),
                    end = self.work(&chats) => {
                        if end == End::Stopped {
                            bench.stop(ShutdownReason::Switch, secs(self.rng.below(20)));
                            tokio::select! {
                                ended = &mut run => ended.unwrap(),
                                _ = self.steps(&chats, usize::MAX) => unreachable!("it works on until the source has ended"),
                            }
                        }
                        end
                    }
                }
            };
            self.seen.rewinds += bench.stats.get(Count::Rewinds) as usize;
            self.seen.settled += std::mem::take(&mut chats.lock().settled);
            match end {
                End::Done | End::Killed => return end,
                End::Dropped | End::Stopped => self.restarts += 1,
            }
        }
    }

    fn source(&self) -> Polling {
        polling(&self.feed).store(Arc::new(self.shelf.clone()), key()).seed(self.case.seed).build().unwrap()
    }

    /// Works for a while, or, once enough has happened, until everything is handled.
    async fn work(&mut self, chats: &Chats) -> End {
        if self.restarts < 6 {
            let steps = self.rng.below(60) as usize;
            self.steps(chats, steps).await;
            return [End::Dropped, End::Killed, End::Stopped][self.rng.below(3) as usize];
        }
        while self.feed.ids().len() < self.case.events {
            self.happens();
        }
        self.shelf.fails(false);
        let all = async {
            while self.committed() < self.case.events {
                self.step(chats, true).await;
            }
        };
        assert!(
            timeout(secs(7_200), all).await.is_ok(),
            "something is never handled: {:?}",
            self.handled.lock().unwrap()
        );
        self.feed.mend();
        sleep(secs(60)).await;
        let asked = self.feed.asked().len();
        sleep(secs(60)).await;
        assert!(self.feed.asked().len() - asked <= 7, "an idle poller asks once a hold");
        End::Done
    }

    async fn steps(&mut self, chats: &Chats, steps: usize) {
        for _ in 0..steps {
            self.step(chats, false).await;
        }
    }

    async fn step(&mut self, chats: &Chats, calm: bool) {
        sleep(Duration::from_millis(1 + self.rng.below(400))).await;
        if !calm {
            self.happens();
        }
        chats.step(&mut self.rng, calm);
        self.nothing_unsettled_is_committed(chats);
    }

    /// Something happens on the platform, or between it and us.
    fn happens(&mut self) {
        let told = self.feed.ids().len();
        match self.rng.below(12) {
            0..=5 if told < self.case.events => {
                let chat = ["anna", "ben", "cleo"][self.rng.below(3) as usize];
                self.feed.tell(format!("e{told}"), chat);
            }
            6 => self.feed.fault(Fault::Cut),
            7 => self.feed.fault(Fault::CutLate),
            8 => self.feed.fault(Fault::Status(502, "Bad Gateway")),
            9 if self.rng.below(10) == 0 => self.feed.fault(Fault::Hang),
            10 => self.shelf.takes(Duration::from_millis(self.rng.below(300))),
            11 => {
                let failing = self.rng.below(4) == 0;
                self.shelf.fails(failing);
            }
            _ => {}
        }
    }

    /// How many events upstream would not bring again.
    fn committed(&self) -> usize {
        match self.case.consumes {
            Consumes::ByClient => self.shelf.saved(),
            _ => self.feed.confirmed(),
        }
    }

    fn nothing_unsettled_is_committed(&mut self, chats: &Chats) {
        let committed = self.committed();
        if std::mem::replace(&mut self.committed, committed) == committed {
            return;
        }
        let handled = self.handled.lock().unwrap();
        let handled: HashSet<_> = handled.iter().map(|(_, id)| id.as_str()).collect();
        let lost = self.feed.ids().into_iter().take(committed).find(|id| !handled.contains(id.as_str()));
        assert_eq!(lost, None, "committed and never handled");
        self.seen.commits_midway += usize::from(chats.lock().queues.values().any(|queue| !queue.is_empty()));
    }

    fn has_kept_every_promise(&mut self) {
        let handled = self.handled.lock().unwrap();
        let mut first_times: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut seen = HashSet::new();
        for (chat, id) in handled.iter().filter(|(_, id)| seen.insert(id)) {
            first_times.entry(chat).or_default().push(id[1..].parse().unwrap());
        }
        assert_eq!(seen.len(), self.case.events, "each was handled");
        for (chat, order) in first_times {
            assert!(order.is_sorted(), "{chat} was handled in the order {order:?}");
        }
        let seconds = self.begun.elapsed().as_secs() as usize;
        let asked = self.feed.asked().len();
        self.seen.twice = handled.len() - self.case.events;
        let Seen { settled, rewinds, .. } = self.seen;
        let most = 20 + 2 * seconds + 4 * (settled + self.restarts) + 2 * rewinds;
        assert!(asked <= most, "{asked} questions in {seconds} s with {settled} settled");
    }
}
