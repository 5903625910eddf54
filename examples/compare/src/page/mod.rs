//! The run as a page: one file that needs nothing else, by day and by night, on a telephone and on a wall.

mod close_up;
mod overview;
mod rates;
mod time;
mod waits;

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use drawing::{Ink, STYLE, Svg, escaped};

use crate::args::Args;
use crate::bots::Mode;
use crate::measure::{Figures, Spread};
use crate::played::Played;
use crate::rates::Rate;
use crate::units::{bytes, ms};
use crate::verdict;

/// What the page tells of.
pub(crate) struct Page<'a> {
    pub(crate) args: &'a Args,
    pub(crate) played: &'a Played,
    pub(crate) figures: &'a [Figures; 3],
    pub(crate) rates: &'a [Rate],
}

impl Page<'_> {
    /// Writes it to a file, and makes its folder if there is none.
    pub(crate) fn write(&self, file: &Path) -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, self.html())
    }

    fn html(&self) -> String {
        let sections = [
            self.summary(),
            self.who_asked_whom(),
            self.close_up(),
            format!("<div class=\"pair\">\n{}{}</div>\n", self.waits(), self.exchanges_by_rate()),
        ];
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>Polling and webhook, side by side</title>\n<style>{STYLE}\n{}</style>\n</head>\n<body>\n<main>\n\
             <h1>Polling and webhook, side by side</h1>\n\
             <p class=\"soft\">Three bots with one handler on a simulated social network, in one conversation: {}.</p>\n\
             {}</main>\n</body>\n</html>\n",
            include_str!("page.css"),
            escaped(&self.args.in_words()),
            sections.concat(),
        )
    }

    fn summary(&self) -> String {
        let sentences = verdict::judge(self.figures, self.played.burst.len());
        let said: String = sentences.iter().map(|sentence| format!("<li>{}</li>\n", escaped(sentence))).collect();
        format!("<div class=\"pair\">\n{}<ul>\n{said}</ul>\n</div>\n", table(self.figures))
    }

    fn who_asked_whom(&self) -> String {
        let words = "Each row is the whole run. A dot is an exchange that brought a message, a grey tick one that was \
                     made in vain, a line a question that the network held open, a cross what was refused or cut.";
        section("Who asked whom", &both(|width| overview::draw(self.played, width)), words)
    }

    fn close_up(&self) -> String {
        let words = "Around the largest burst. The upper line of a pair is the network, the lower one the bot. What is \
                     coloured carries messages, a small figure says how many when it is more than one; what is grey \
                     asks or confirms. Shaded below: handlers at work.";
        let draw = |width| close_up::draw(self.played, self.args.delay, width);
        section("The burst, close up", &both(draw), words)
    }

    fn waits(&self) -> String {
        let words = "From the message to its handler. The higher, the more messages waited for so long; the marks are \
                     the median and the slowest hundredth.";
        section("How long a message waits", &halves(|width| waits::draw(self.played, self.figures, width)), words)
    }

    fn exchanges_by_rate(&self) -> String {
        let (chart, words) = (halves(|width| rates::draw(self.rates, width)), rates::in_words(self.rates));
        section("When polling needs fewer exchanges", &(chart + &rates::table(self.rates)), &words)
    }
}

fn section(title: &str, drawn: &str, words: &str) -> String {
    let words = escaped(words);
    format!("<section>\n<h2>{title}</h2>\n<p class=\"soft\">{words}</p>\n{drawn}</section>\n")
}

/// On a telephone: a screen of 400 without its margins.
const NARROW: f64 = 360.0;
const WIDE: f64 = 1_040.0;
/// Of two that stand side by side.
const HALF: f64 = 500.0;

fn both(draw: impl Fn(f64) -> Svg) -> String {
    twice(&draw(NARROW), &draw(WIDE))
}

fn halves(draw: impl Fn(f64) -> Svg) -> String {
    twice(&draw(NARROW), &draw(HALF))
}

fn twice(narrow: &Svg, wide: &Svg) -> String {
    let (narrow, wide) = (narrow.inline(), wide.inline());
    format!("<div class=\"narrow\">\n{narrow}</div>\n<div class=\"wide\">\n{wide}</div>\n")
}

/// The ink of a mode, on the whole page.
fn ink(mode: Mode) -> Ink {
    match mode {
        Mode::ShortPoll => Ink::First,
        Mode::LongPoll => Ink::Second,
        Mode::Webhook => Ink::Third,
    }
}

/// A line of the table: what it says, and how that is read from the figures of a mode.
type Row = (&'static str, fn(&Figures) -> String);

const ROWS: [Row; 8] = [
    ("exchanges", |one| one.exchanges.to_string()),
    ("of them empty", |one| one.empty.to_string()),
    ("bytes", |one| bytes(one.bytes)),
    ("message → handler, median", |one| time(one.to_handler, |spread| spread.p50)),
    ("… slowest hundredth", |one| time(one.to_handler, |spread| spread.p99)),
    ("message → reply, median", |one| time(one.to_reply, |spread| spread.p50)),
    ("lost", |one| one.lost.to_string()),
    ("doubled", |one| one.doubled.to_string()),
];

fn time(spread: Option<Spread>, which: fn(&Spread) -> std::time::Duration) -> String {
    spread.map_or_else(|| "–".to_owned(), |spread| ms(which(&spread)))
}

fn table(figures: &[Figures; 3]) -> String {
    let mut text = String::from("<table>\n<tr><td></td>");
    for one in figures {
        let class = ["first", "second", "third"][one.mode as usize];
        let _ = write!(text, "<th class=\"{class}\">{}<br/><small>{}</small></th>", one.mode.name(), one.mode.habit());
    }
    for (what, read) in ROWS {
        let cells: String = figures.iter().map(|one| format!("<td>{}</td>", escaped(&read(one)))).collect();
        let _ = write!(text, "</tr>\n<tr><th>{what}</th>{cells}");
    }
    text + "</tr>\n</table>\n"
}

#[cfg(test)]
mod tests;
