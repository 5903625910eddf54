//! What people say: how much, in which chat, and what the handler is to do with it.

use std::time::{Duration, Instant};

use futures::future::join_all;
use pollhook_promises::script::Step;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

use super::places::Place;
use super::world::{CHATS, DEVMAN, GITHUB, MESSENGER, World};

/// People wait when so much is unanswered: a bot that has fallen behind is not to be buried alive.
const PATIENT: usize = 600;

/// People talk to all bots until then.
pub(super) async fn go_on(world: &World, mut dice: SmallRng, until: Instant) {
    join_all(world.places().map(|(bot, place)| chatter(world, bot, place, fork(&mut dice), until))).await;
}

fn fork(dice: &mut SmallRng) -> SmallRng {
    SmallRng::seed_from_u64(dice.random())
}

async fn chatter(world: &World, bot: &'static str, place: &dyn Place, mut dice: SmallRng, until: Instant) {
    let (mean, crowd) = pace(bot);
    while Instant::now() < until {
        // Arrivals that do not know of each other.
        sleep(mean.mul_f64(-dice.random_range(f64::EPSILON..1.0).ln())).await;
        if place.waiting() > PATIENT {
            continue;
        }
        let many = if dice.random_bool(0.01) { crowd } else { 1 };
        for _ in 0..many {
            world.say(bot, dice.random_range(0..CHATS), &steps(bot, &mut dice));
        }
    }
}

/// The mean pause between two things that are said, and how many say something at once when many do. Devman and GitHub
/// are asked once a second, and GitHub shows the newest 300 events only.
fn pace(bot: &str) -> (Duration, usize) {
    match bot {
        DEVMAN => (Duration::from_millis(250), 20),
        GITHUB => (Duration::from_millis(700), 10),
        MESSENGER => (Duration::from_millis(100), 30),
        _ => (Duration::from_millis(50), 100),
    }
}

/// What the handler does: mostly it works for a moment, seldom for long; sometimes it answers, fails, panics, refuses.
fn steps(bot: &str, dice: &mut SmallRng) -> Vec<Step> {
    // Messenger may not be kept waiting, and is answered early then: that is another promise.
    let long = if bot == MESSENGER { 200 } else { 1_500 };
    let worked = if dice.random_bool(0.03) { long } else { 100 };
    let mut steps = vec![Step::pause(dice.random_range(0..worked))];
    if ![DEVMAN, GITHUB].contains(&bot) && dice.random_bool(0.1) {
        steps.push(Step::Reply);
    }
    steps.extend(match dice.random_range(0..1_000) {
        0..15 => Some(Step::Fail(1)),
        15..18 if bot != MESSENGER => Some(Step::Fail(2)),
        18..23 => Some(Step::Panic(1)),
        23..26 => Some(Step::Refuse),
        _ => None,
    });
    steps
}
