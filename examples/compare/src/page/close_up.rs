//! A moment of the run: what went from the network to the bot, and what from the bot to the network.

use std::time::Duration;

use drawing::{Anchor, Ink, Point, Svg};

use super::ink;
use super::time::Time;
use crate::bots::Mode;
use crate::played::{Came, Exchange, Played, Record};

const LEFT: f64 = 56.0;
const PEOPLE: f64 = 40.0;
/// From one mode to the next; within it, where the network is, and where the bot.
const PAIR: f64 = 106.0;
const NETWORK: f64 = 30.0;
const BOT: f64 = 78.0;
/// Before the first message of the burst.
const BEFORE: Duration = Duration::from_millis(150);
/// After its last message, and after that a few times the way there and back.
const AFTER: Duration = Duration::from_millis(350);
const WAYS: u32 = 10;

/// Draws the largest burst. The network is `delay` away.
pub(super) fn draw(played: &Played, delay: Duration, width: f64) -> Svg {
    let time = Time::new(moment(played, delay), LEFT, width - 5.0);
    let mut svg = Svg::new(width, PEOPLE + 3.0 * PAIR + 22.0, "What went between network and bot in the largest burst");
    svg.text((LEFT - 8.0, PEOPLE - 12.0), Anchor::End, Ink::Soft, "people");
    let written = played.said.iter().map(|said| time.place(said.at)).filter(|x| time.holds(*x));
    let written: Vec<_> = written.map(|x| ((x, PEOPLE - 24.0), (x, PEOPLE - 10.0))).collect();
    svg.lines(&written, Ink::Text, 1.0);
    for (record, n) in played.records.iter().zip(0_u8..) {
        pair(&mut svg, &time, record, delay, PEOPLE + PAIR * f64::from(n));
    }
    time.write(&mut svg, played.time.0, PEOPLE + 3.0 * PAIR);
    svg
}

fn moment(played: &Played, delay: Duration) -> (Duration, Duration) {
    let said = || played.burst.iter().filter_map(|place| played.said.get(*place)).map(|said| said.at);
    let (first, last) = (said().min().unwrap_or(played.time.0), said().max().unwrap_or(played.time.0));
    (first.saturating_sub(BEFORE).max(played.time.0), last + AFTER + delay * WAYS)
}

fn pair(svg: &mut Svg, time: &Time, record: &Record, delay: Duration, top: f64) {
    let (ink, network, bot) = (ink(record.mode), top + NETWORK, top + BOT);
    let words = format!("{}, {}", record.mode.name(), record.mode.habit());
    svg.strong((0.0, top + 13.0), Anchor::Start, ink, &words);
    for (y, who) in [(network, "network"), (bot, "bot")] {
        svg.text((LEFT - 8.0, y + 4.0), Anchor::End, Ink::Soft, who);
        svg.line((time.left, y), (time.right, y), Ink::Grid, 1.0);
    }
    let begun = record.exchanges.iter().map(|exchange| Way::of(exchange, record.mode, delay, time, (network, bot)));
    for way in begun {
        way.draw(svg, time, ink);
    }
    for call in &record.calls {
        let bounds = ((time.place(call.began), bot), (time.place(call.ended).max(time.place(call.began) + 1.0), bot));
        if let Some((a, b)) = time.within(bounds.0, bounds.1) {
            svg.shade((a.0, bot + 4.0), (b.0 - a.0, 9.0), ink);
        }
    }
}

/// An exchange: there, a stay, and back.
struct Way {
    /// Leaves, arrives, leaves again, is back.
    corners: [Point; 4],
    there: Manner,
    back: Manner,
    /// How many messages it brought, and where they arrived.
    brought: usize,
}

/// What a part of the way looks like.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Asks,
    Carries,
    Fails,
}

impl Way {
    fn of(exchange: &Exchange, mode: Mode, delay: Duration, time: &Time, (network, bot): (f64, f64)) -> Self {
        let travel = delay.min(exchange.ended.saturating_sub(exchange.started) / 2);
        let (asks, answers) = if mode == Mode::Webhook { (network, bot) } else { (bot, network) };
        let x = |at| time.place(at);
        let corners = [
            (x(exchange.started), asks),
            (x(exchange.started + travel), answers),
            (x(exchange.ended.saturating_sub(travel)), answers),
            (x(exchange.ended), asks),
        ];
        let came = match exchange.came {
            Came::Nothing => Manner::Asks,
            Came::Updates(_) => Manner::Carries,
            Came::Trouble(_) => Manner::Fails,
        };
        // A push carries on its way there; what goes back confirms.
        let (there, back) = match (mode, came) {
            (_, Manner::Fails) => (Manner::Asks, Manner::Fails),
            (Mode::Webhook, _) => (Manner::Carries, Manner::Asks),
            (_, came) => (Manner::Asks, came),
        };
        Self { corners, there, back, brought: exchange.updates().len() }
    }

    fn draw(&self, svg: &mut Svg, time: &Time, mode: Ink) {
        let [a, b, c, d] = self.corners;
        let ink = |manner| match manner {
            Manner::Asks => Ink::Soft,
            Manner::Carries => mode,
            Manner::Fails => Ink::Bad,
        };
        let wide = |manner| if manner == Manner::Asks { 0.8 } else { 1.4 };
        let stay = if self.there == Manner::Carries { Manner::Asks } else { self.back };
        for (from, to, manner, wide) in
            [(a, b, self.there, wide(self.there)), (b, c, stay, 2.0), (c, d, self.back, wide(self.back))]
        {
            svg.lines(&time.within(from, to).into_iter().collect::<Vec<_>>(), ink(manner), wide);
        }
        let told = if self.there == Manner::Carries { b } else { d };
        if self.brought > 0 && time.holds(told.0) {
            svg.dot(told, 2.4, mode);
            if self.brought > 1 {
                svg.strong((told.0 + 3.0, told.1 - 4.0), Anchor::Start, mode, &self.brought.to_string());
            }
        }
    }
}
