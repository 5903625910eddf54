//! Killing a bot again and again at random moments, and what the three books say in the end.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::arena::Arena;
use crate::journal::{Disorder, Summary};
use crate::script::Step;
use crate::stage::{Network, Stage};

/// How many handlers must be under way for a kill to count.
pub const UNDER_WAY: usize = 50;
/// Nothing here takes longer, or it never comes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often files are looked at that another process writes.
const LOOK: Duration = Duration::from_millis(5);

/// How much is said, and how often the bot is killed meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How much is said.
    pub events: u64,
    /// In how many chats.
    pub chats: usize,
    /// How much is said before what was said earlier is done. Where the client holds the cursor and a page holds all there
    /// is, pages are only as small as this.
    pub ahead: usize,
    /// How often the bot is killed.
    pub kills: usize,
    /// Chooses the moments.
    pub seed: u64,
}

impl Plan {
    /// A seed that differs from run to run, unless `PROMISES_SEED` repeats one.
    #[must_use]
    pub fn any_seed() -> u64 {
        let given = std::env::var("PROMISES_SEED").ok();
        given.map_or_else(rand::random, |seed| seed.parse().expect("PROMISES_SEED is a number"))
    }
}

/// What the books say.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// How much was under way at each kill that counts.
    pub moments: Vec<Moment>,
    /// What the network had been told is done at a kill, or at the end, and was not.
    pub lost: Vec<u64>,
    /// What was handled more often than the kills explain: not in flight at that many of them.
    pub doubled: Vec<u64>,
    /// What was handled out of its order.
    pub disorder: Vec<Disorder>,
    /// How many were handled twice or more in all.
    pub again: usize,
}

/// The premise of one kill.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Moment {
    /// How many handlers had begun and not ended.
    pub running: usize,
    /// How many events were with the bot and not confirmed.
    pub in_flight: usize,
}

/// Says everything, kills the bot at random moments, lets it finish, and judges.
///
/// A kill counts only when at least [`UNDER_WAY`] handlers had begun and not ended. There are fewer of them than planned
/// when the network was told too early that all is done.
///
/// # Panics
/// When the premise does not hold often enough, or the bot does not finish.
pub async fn kill_again_and_again(stage: &Stage<impl Network>, arena: &mut Arena, plan: Plan) -> Verdict {
    let mut moments = SmallRng::seed_from_u64(plan.seed);
    stage.network.open(arena).await;
    let mut talk = Talk { stage, plan, said: 0 };
    let mut exposed = BTreeMap::new();
    let (mut verdict, mut missed) = (Verdict::default(), 0);
    while verdict.moments.len() < plan.kills && !talk.is_done(arena) {
        assert!(missed <= plan.kills * 2, "{missed} times there was not enough under way to be lost");
        let in_time = moments.random_range(5..150);
        let summary = kill(&mut talk, arena, in_time, Duration::from_millis(moments.random_range(0..20))).await;
        let in_flight = stage.network.was_in_flight(arena);
        let moment = Moment { running: summary.running.len(), in_flight: in_flight.len() };
        if moment.running >= UNDER_WAY {
            verdict.moments.push(moment);
        } else {
            missed += 1;
        }
        in_flight.into_iter().for_each(|number| *exposed.entry(number).or_insert(0) += 1);
        verdict.lost.extend(summary.lost(&stage.confirmed(arena)));
    }
    assert!(arena.journal.read().ended() < usize::try_from(plan.events).expect("few"), "it was killed in the middle");
    finish(&mut talk, arena, &mut verdict).await;
    verdict.judge(arena.journal.read(), &exposed);
    verdict
}

/// What is still to be said.
struct Talk<'a, N> {
    stage: &'a Stage<N>,
    plan: Plan,
    said: u64,
}

impl<N: Network> Talk<'_, N> {
    /// Says as much as may be said by now.
    fn go_on(&mut self, arena: &Arena) {
        if self.is_over() {
            return;
        }
        let upto = self.stage.confirmed(arena).len().saturating_add(self.plan.ahead);
        while !self.is_over() && usize::try_from(self.said).expect("few") < upto {
            self.said += 1;
            let chat = usize::try_from(self.said).expect("few") % self.plan.chats;
            self.stage.say(chat, self.said, &[Step::pause(50 + self.said * 37 % 100)]);
        }
    }

    fn is_over(&self) -> bool {
        self.said == self.plan.events
    }

    fn is_done(&self, arena: &Arena) -> bool {
        self.is_over() && self.stage.network.is_done(arena)
    }
}

/// One life: until so many more were handled and enough is under way, and a moment more.
async fn kill(talk: &mut Talk<'_, impl Network>, arena: &mut Arena, handled: usize, moment: Duration) -> Summary {
    let process = arena.start();
    let upto = arena.journal.read().ended() + handled;
    let begun = Instant::now();
    loop {
        talk.go_on(arena);
        let summary = arena.journal.read();
        if summary.ended() >= upto && summary.running.len() >= UNDER_WAY + 10 {
            break;
        }
        if summary.running.is_empty() && talk.is_done(arena) {
            break;
        }
        let said = || format!("the journal says {}; the bot said:\n{}", arena.journal.summary(), process.output());
        assert!(begun.elapsed() < PATIENCE, "not enough was ever under way: {}", said());
        tokio::time::sleep(LOOK).await;
    }
    tokio::time::sleep(moment).await;
    process.kill().await;
    arena.journal.read().clone()
}

/// The last life ends well, when all is confirmed.
async fn finish(talk: &mut Talk<'_, impl Network>, arena: &mut Arena, verdict: &mut Verdict) {
    let process = arena.start();
    let begun = Instant::now();
    while !talk.is_done(arena) {
        talk.go_on(arena);
        let said = arena.journal.read().to_string();
        let output = || process.output();
        assert!(
            begun.elapsed() < PATIENCE,
            "not all was ever confirmed; the journal says {said}; the bot:\n{}",
            output()
        );
        tokio::time::sleep(LOOK).await;
    }
    process.terminate().await;
    let confirmed = talk.stage.confirmed(arena);
    verdict.lost.extend(arena.journal.read().lost(&confirmed));
}

impl Verdict {
    fn judge(&mut self, summary: &Summary, exposed: &BTreeMap<u64, u32>) {
        let doubled = summary.doubled();
        self.again = doubled.len();
        let allowed = |number: &u64| exposed.get(number).copied().unwrap_or_default();
        self.doubled = doubled.into_iter().filter(|(number, more)| *more > allowed(number)).map(|(n, _)| n).collect();
        self.disorder.clone_from(&summary.disorder);
    }
}
