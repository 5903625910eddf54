//! The whole run: who wrote, who asked, who was told.

use std::collections::BTreeMap;

use drawing::{Anchor, Ink, Svg};

use super::ink;
use super::time::Time;
use crate::played::{Came, Exchange, Played};

/// Of a row: its words, and what is drawn below them.
const WORDS: f64 = 18.0;
const LANE: f64 = 22.0;
const ROW: f64 = WORDS + LANE + 8.0;

/// What a column of the drawing shows: the most telling thing that happened in it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Sign {
    Empty,
    Trouble,
    Brought,
}

/// Draws a run.
pub(super) fn draw(played: &Played, width: f64) -> Svg {
    let time = Time::new(played.time, 1.0, width - 5.0);
    let mut svg = Svg::new(width, 4.0 * ROW + 22.0, "Who wrote and who asked, over the whole run");
    svg.strong((0.0, 13.0), Anchor::Start, Ink::Text, "people");
    svg.text((width, 13.0), Anchor::End, Ink::Soft, &format!("{} messages", played.said.len()));
    let written: Vec<_> = columns(played.said.iter().map(|said| (time.place(said.at), Sign::Brought)))
        .into_iter()
        .map(|(x, _)| ((x, WORDS), (x, WORDS + LANE - 8.0)))
        .collect();
    svg.lines(&written, Ink::Text, 1.0);
    for (record, n) in played.records.iter().zip(1_u8..) {
        let (top, ink) = (ROW * f64::from(n), ink(record.mode));
        let words = format!("{}, {}", record.mode.name(), record.mode.habit());
        svg.strong((0.0, top + 13.0), Anchor::Start, ink, &words);
        let within = |exchange: &&Exchange| exchange.started <= played.time.1 && exchange.ended >= played.time.0;
        let exchanges: Vec<&Exchange> = record.exchanges.iter().filter(within).collect();
        lane(&mut svg, &time, &exchanges, played, (top + WORDS + LANE / 2.0, ink));
    }
    time.write(&mut svg, played.time.0, 4.0 * ROW);
    svg
}

fn lane(svg: &mut Svg, time: &Time, exchanges: &[&Exchange], played: &Played, (y, ink): (f64, Ink)) {
    svg.line((time.left, y), (time.right, y), Ink::Grid, 1.0);
    // One that was left at the end of the run did not fail: it was still held.
    let (over, left): (Vec<&Exchange>, Vec<_>) = exchanges.iter().partition(|one| one.ended <= played.time.1);
    let held = over.iter().filter(|one| one.was_held()).chain(&left);
    let held: Vec<_> =
        held.filter_map(|one| time.within((time.place(one.started), y), (time.place(one.ended), y))).collect();
    svg.lines(&held, ink, 1.5);
    let sign = |one: &Exchange| match one.came {
        Came::Nothing => Sign::Empty,
        Came::Trouble(_) => Sign::Trouble,
        Came::Updates(_) => Sign::Brought,
    };
    let signs = columns(over.iter().map(|one| (time.place(one.ended), sign(one))));
    let of = |wanted: Sign| signs.iter().filter(move |(_, sign)| *sign == wanted).map(|(x, _)| *x);
    let empty: Vec<_> = of(Sign::Empty).map(|x| ((x, y - 5.0), (x, y + 5.0))).collect();
    svg.lines(&empty, Ink::Soft, 1.0);
    of(Sign::Brought).for_each(|x| svg.dot((x, y), 3.0, ink));
    let strokes = |x: f64| [((x - 3.5, y - 3.5), (x + 3.5, y + 3.5)), ((x - 3.5, y + 3.5), (x + 3.5, y - 3.5))];
    svg.lines(&of(Sign::Trouble).flat_map(strokes).collect::<Vec<_>>(), Ink::Bad, 1.5);
}

/// One sign a column, so that a long run is no longer to draw than a short one.
fn columns(signs: impl Iterator<Item = (f64, Sign)>) -> Vec<(f64, Sign)> {
    let mut columns = BTreeMap::new();
    for (x, sign) in signs {
        let shown = columns.entry(x.round() as i64).or_insert(sign);
        *shown = sign.max(*shown);
    }
    columns.into_iter().map(|(x, sign)| (x as f64, sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_shows_the_most_telling_thing_and_only_once() {
        let signs = [(10.2, Sign::Empty), (9.9, Sign::Brought), (10.1, Sign::Trouble), (30.0, Sign::Empty)];
        assert_eq!(columns(signs.into_iter()), [(10.0, Sign::Brought), (30.0, Sign::Empty)]);
    }
}
