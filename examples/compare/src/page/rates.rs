//! How many exchanges it takes at which rate of messages, and from where on polling needs fewer.

use drawing::{Axis, Chart, Line, Svg, escaped, number};

use super::ink;
use crate::bots::Mode;
use crate::rates::{Crossing, Rate, crossing};

/// Draws what was measured.
pub(super) fn draw(rates: &[Rate], width: f64) -> Svg {
    let line = |mode: Mode| Line {
        name: mode.name().to_owned(),
        ink: ink(mode),
        points: rates.iter().map(|rate| (rate.messages, rate.exchanges[mode as usize])).collect(),
    };
    let mark = |mode| match crossing(rates, mode) {
        Crossing::From(rate) => Some(((rate, rate), format!("{} a second", number(rate)))),
        Crossing::Everywhere | Crossing::Nowhere => None,
    };
    Chart {
        title: "Exchanges against messages, both a second".to_owned(),
        across: Axis::logarithmic("messages"),
        up: Axis::logarithmic("exchanges"),
        lines: Mode::ALL.map(line).to_vec(),
        marks: [Mode::ShortPoll, Mode::LongPoll].into_iter().filter_map(mark).collect(),
    }
    .draw(width)
}

/// What the drawing says.
pub(super) fn in_words(rates: &[Rate]) -> String {
    let said = [Mode::ShortPoll, Mode::LongPoll].map(|mode| match crossing(rates, mode) {
        Crossing::From(rate) => format!("{} needs fewer from about {} messages a second on", mode.name(), number(rate)),
        Crossing::Everywhere => format!("{} needs fewer at each rate that was measured", mode.name()),
        Crossing::Nowhere => format!("{} needs fewer at none of the rates that were measured", mode.name()),
    });
    format!(
        "Measured in runs of their own, in which people write evenly. A webhook takes an exchange a message; {}.",
        said.join(", ")
    )
}

/// The figures behind the drawing.
pub(super) fn table(rates: &[Rate]) -> String {
    let names: String = Mode::ALL.iter().map(|mode| format!("<th>{}</th>", mode.name())).collect();
    let row = |rate: &Rate| {
        let cells: String = rate.exchanges.iter().map(|many| format!("<td>{}</td>", escaped(&number(*many)))).collect();
        format!("<tr><td>{}</td>{cells}</tr>\n", number(rate.messages))
    };
    let rows: String = rates.iter().map(row).collect();
    format!(
        "<details>\n<summary>as a table, exchanges a second</summary>\n<table>\n<tr><th>messages a second</th>{names}</tr>\n\
         {rows}</table>\n</details>\n"
    )
}
