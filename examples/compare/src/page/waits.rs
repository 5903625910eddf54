//! How long messages waited for their handler: not one figure, but how they are spread.

use std::time::Duration;

use drawing::{Anchor, Axis, Ink, Scale, Svg};

use super::ink;
use crate::measure::{Figures, waits};
use crate::played::Played;
use crate::units::ms;

const HILL: f64 = 46.0;
const ROW: f64 = HILL + 40.0;
/// Of a column, in units of the drawing.
const COLUMN: f64 = 6.0;
/// Shorter waits are drawn as this: an axis of factors has no zero.
const SHORTEST: f64 = 0.1;

/// Draws a hill a mode, all over the same axis.
pub(super) fn draw(played: &Played, figures: &[Figures; 3], width: f64) -> Svg {
    let in_ms = |wait: Duration| (wait.as_secs_f64() * 1e3).max(SHORTEST);
    let waits =
        played.records.each_ref().map(|record| waits(record, played).into_iter().map(in_ms).collect::<Vec<_>>());
    let axis = Axis::logarithmic("ms").over(waits.iter().flatten().copied(), 4.0, width - 8.0);
    let mut svg = Svg::new(width, 3.0 * ROW + 26.0, "How long messages waited for their handler, mode by mode");
    for ((waits, one), n) in waits.iter().zip(figures).zip(0_u8..) {
        let (bottom, ink) = (ROW * f64::from(n) + ROW - 6.0, ink(one.mode));
        svg.strong((0.0, bottom - HILL - 16.0), Anchor::Start, ink, one.mode.name());
        svg.line((0.0, bottom), (width, bottom), Ink::Grid, 1.0);
        hill(&mut svg, &axis, waits, (bottom, ink));
        if let Some(spread) = one.to_handler {
            let words = format!("median {} · slowest hundredth {}", ms(spread.p50), ms(spread.p99));
            svg.text((width, bottom - HILL - 16.0), Anchor::End, Ink::Soft, &words);
            for (wait, wide) in [(spread.p50, 2.0), (spread.p99, 1.0)] {
                let x = axis.place(in_ms(wait));
                svg.line((x, bottom + 3.0), (x, bottom - HILL - 4.0), Ink::Text, wide);
            }
        }
    }
    for (x, words) in axis.ticks() {
        svg.line((x, 3.0 * ROW - 2.0), (x, 3.0 * ROW + 2.0), Ink::Soft, 1.0);
        let anchor = if x > width - 20.0 { Anchor::End } else { Anchor::Middle };
        svg.text((x, 3.0 * ROW + 16.0), anchor, Ink::Soft, &format!("{words} ms"));
    }
    svg
}

fn hill(svg: &mut Svg, axis: &Scale, waits: &[f64], (bottom, ink): (f64, Ink)) {
    let mut columns = std::collections::BTreeMap::new();
    for wait in waits {
        *columns.entry((axis.place(*wait) / COLUMN) as u32).or_insert(0_u32) += 1;
    }
    let most = columns.values().copied().max().unwrap_or(1);
    for (column, many) in columns {
        // A single message is still to be seen.
        let height = (f64::from(many) / f64::from(most) * HILL).max(1.5);
        svg.bar((f64::from(column) * COLUMN, bottom - height), (COLUMN - 1.0, height), ink);
    }
}
