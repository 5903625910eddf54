//! What goes wrong between the networks and the bots.
//!
//! By chance, with every exchange: late, twice, out of order, cut before, in the middle and after, 500 to 503, 429. And
//! now and then what chance does not know: another consumer, a page of HTML, half an answer, an outage. No bomb, which the
//! attacks are about: what a process keeps of the room that one took looks like growth.

use std::time::{Duration, Instant};

use bytes::Bytes;
use pollhook_simulator::{Conflict, Door, Fault, Faults};
use rand::RngExt;
use rand::rngs::SmallRng;
use tokio::time::sleep;

use super::places::Place;
use super::world::{GITHUB, HOOK, LONG, MESSENGER, SHORT, World};

/// How long an outage lasts.
const OUTAGE: Duration = Duration::from_secs(3);

/// Chance begins to play.
pub(super) fn begins(world: &World) {
    for (bot, place) in world.places() {
        let faults =
            Faults { late: 0.05, twice: 0.04, out_of_order: 0.04, cut: 0.04, server_error: 0.04, too_many: 0.01 };
        place.wire().set_faults(match bot {
            // A platform that lets an update overtake another has no order that could be kept.
            HOOK => Faults { out_of_order: 0.0, ..faults },
            // Of a list that is not in order the newest second is told again, lest anything of it be passed over. Right after
            // an end of the process nobody knows that it was handled, and that would look like a double.
            GITHUB => Faults { out_of_order: 0.0, twice: 0.0, ..faults },
            _ => faults,
        });
    }
}

/// Nothing goes wrong any more.
pub(super) fn clears(world: &World) {
    for (_, place) in world.places() {
        place.wire().set_faults(Faults::default());
        [Door::Poll, Door::Push, Door::Send, Door::Manage].into_iter().for_each(|door| place.wire().recover(door));
    }
}

/// What chance does not know, every few seconds, at one bot at a time.
pub(super) async fn storms(world: &World, mut dice: SmallRng, until: Instant) {
    let places: Vec<_> = world.places().collect();
    while Instant::now() < until {
        sleep(Duration::from_millis(dice.random_range(500..3_000))).await;
        let (bot, place) = places[dice.random_range(0..places.len())];
        let door = if [HOOK, MESSENGER].contains(&bot) { Door::Push } else { Door::Poll };
        if dice.random_bool(0.2) {
            outage(place, [door, Door::Send, Door::Manage][dice.random_range(0..3)]).await;
        } else {
            place.wire().fail_next(door, strange(bot, door, &mut dice));
        }
    }
}

/// For a while every request there is refused; a push, which nobody refuses, is cut.
async fn outage(place: &dyn Place, door: Door) {
    let fault = if door == Door::Push { Fault::CutBefore } else { Fault::Status(502) };
    place.wire().fail_always(door, fault);
    sleep(OUTAGE).await;
    place.wire().recover(door);
}

fn strange(bot: &str, door: Door, dice: &mut SmallRng) -> Fault {
    let pause = Duration::from_millis(dice.random_range(0..1_000));
    let pushed = [Fault::Late(pause), Fault::Twice, Fault::CutAfter(pause), Fault::HalfBody];
    let polled = [
        Fault::Html,
        Fault::NoHold,
        Fault::HalfBody,
        Fault::Raw(Bytes::from_static(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"ok\":")),
        Fault::TooMany(None),
        Fault::Conflict(Conflict::OtherPoll),
    ];
    // Only Telegram knows of others who poll; and GitHub would have to be left alone for a minute.
    let known = if [LONG, SHORT].contains(&bot) { polled.len() } else { polled.len() - 2 };
    match door {
        Door::Push => pushed[dice.random_range(0..pushed.len())].clone(),
        _ => polled[dice.random_range(0..known)].clone(),
    }
}
