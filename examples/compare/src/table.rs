//! The figures, side by side.

use std::fmt::Write;

use crate::measure::{Figures, Spread};
use crate::units::{bytes, pair};

const HEAD: [&str; 2] = [
    "                exchanges  empty  useful     bytes   message → handler   message → reply   lost  doubled",
    "                                                             p50 / p99         p50 / p99",
];

const NOTE: &str = "  exchanges and bytes: what it took to hear of the messages; replies cost the same in each mode\n";

/// One table, a line a mode.
pub(crate) fn table(figures: &[Figures]) -> String {
    let mut text = HEAD.join("\n") + "\n";
    for one in figures {
        let spread = |spread: Option<Spread>| pair(spread.map(|spread| (spread.p50, spread.p99)));
        let Figures { exchanges, empty, useful, lost, doubled, .. } = one;
        let (name, bytes) = (one.mode.name(), bytes(one.bytes));
        let (handler, reply) = (spread(one.to_handler), spread(one.to_reply));
        let _ = writeln!(
            text,
            "  {name:<12}  {exchanges:>9}  {empty:>5}  {useful:>6}  {bytes:>8}   {handler:>17}   {reply:>15}  {lost:>5}  {doubled:>7}",
        );
    }
    text.extend(figures.iter().filter_map(rest));
    text + NOTE
}

/// What the exchanges were that were neither empty nor useful.
fn rest(figures: &Figures) -> Option<String> {
    let what = match (figures.repeats, figures.failed) {
        (0, 0) => return None,
        (repeats, 0) => format!("{repeats} brought only what was known"),
        (0, failed) => format!("{failed} were refused or cut"),
        (repeats, failed) => format!("{repeats} brought only what was known, {failed} were refused or cut"),
    };
    Some(format!("  {}: of the other exchanges, {what}\n", figures.mode.name()))
}
