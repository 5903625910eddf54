//! The figures, side by side.

use std::fmt::Write;

use crate::measure::{Figures, Spread};
use crate::units::{bytes, pair};

const HEAD: [&str; 2] = [
    "                exchanges  empty  useful     bytes   message → handler   message → reply   lost  doubled",
    "                                                             p50 / p99         p50 / p99",
];

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
    text.push_str(
        "  exchanges and bytes: what it took to hear of the messages; the replies cost the same in each mode\n",
    );
    text
}
