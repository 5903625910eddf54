//! The run, drawn: who asked, who was told, what was empty. Each column is a stretch of time, the same in all rows.

use std::fmt::Write;
use std::time::Duration;

use crate::played::{Came, Exchange, Played};

const LABEL: usize = 14;
const NOTE: usize = 16;

/// What is drawn for what happened within a column, the more telling before the less.
const SAID: char = '▲';
const BROUGHT: char = '●';
const TROUBLE: char = '×';
const EMPTY: char = '·';
const HELD: char = '─';

/// Draws a run, `width` columns wide.
pub(crate) fn draw(played: &Played, width: usize) -> String {
    let scale = Scale { from: played.time.0, to: played.time.1, columns: width.saturating_sub(LABEL + NOTE).max(10) };
    let mut rows = vec![row("users", &scale.users(played.said.iter().map(|said| said.at)), "")];
    for record in &played.records {
        rows.push(row(record.mode.name(), &scale.exchanges(&record.exchanges), record.mode.habit()));
    }
    let mut text = legend(rows.iter().any(|row| row.contains(TROUBLE)));
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    let _ = writeln!(text, "{}", row("", &scale.seconds(), ""));
    text
}

fn legend(trouble: bool) -> String {
    let mut text = format!("  {SAID}  somebody writes    {BROUGHT}  an exchange that brought a message\n");
    let _ = write!(text, "  {EMPTY}  asked, nothing new    {HELD}  a question held open by the server");
    if trouble {
        let _ = write!(text, "    {TROUBLE}  refused or cut");
    }
    text.push_str("\n\n");
    text
}

fn row(label: &str, cells: &str, note: &str) -> String {
    format!("  {label:<12}{cells}  {note}").trim_end().to_owned()
}

/// Time along a row.
struct Scale {
    from: Duration,
    to: Duration,
    columns: usize,
}

impl Scale {
    fn users(&self, said: impl Iterator<Item = Duration>) -> String {
        let mut cells = vec![' '; self.columns];
        for at in said {
            cells[self.column(at)] = SAID;
        }
        cells.into_iter().collect()
    }

    fn exchanges(&self, exchanges: &[Exchange]) -> String {
        let mut cells = vec![' '; self.columns];
        let within = exchanges.iter().filter(|exchange| exchange.started <= self.to && exchange.ended >= self.from);
        for exchange in within {
            self.mark(&mut cells, exchange);
        }
        cells.into_iter().collect()
    }

    fn mark(&self, cells: &mut [char], exchange: &Exchange) {
        // One that was left at the end of the run did not fail: it was still held.
        let over = exchange.ended <= self.to;
        if exchange.was_held() || !over {
            for cell in &mut cells[self.column(exchange.started)..=self.column(exchange.ended)] {
                put(cell, HELD);
            }
        }
        let sign = match exchange.came {
            Came::Nothing => EMPTY,
            Came::Updates(_) => BROUGHT,
            Came::Trouble(_) => TROUBLE,
        };
        if over {
            put(&mut cells[self.column(exchange.ended)], sign);
        }
    }

    /// A figure each few seconds, under the column where that second begins.
    fn seconds(&self) -> String {
        let whole = (self.to - self.from).as_secs() as usize;
        let step = [1, 2, 5, 10, 20, 60, 120, 300, 600].into_iter().find(|step| whole / step <= 10).unwrap_or(1_200);
        let mut cells = String::new();
        for second in (0..=whole).step_by(step) {
            let column = self.column(self.from + Duration::from_secs(second as u64));
            let figure = format!("{second} s");
            if column + figure.len() <= self.columns && column >= cells.len() {
                let _ = write!(cells, "{:column$}", "", column = column - cells.len());
                cells.push_str(&figure);
            }
        }
        cells
    }

    fn column(&self, at: Duration) -> usize {
        let whole = (self.to.saturating_sub(self.from)).as_secs_f64().max(f64::MIN_POSITIVE);
        let part = at.saturating_sub(self.from).as_secs_f64() / whole;
        ((part * self.columns as f64) as usize).min(self.columns - 1)
    }
}

/// A column shows the most telling thing that happened in it.
fn put(cell: &mut char, sign: char) {
    let weight = |sign| [' ', HELD, EMPTY, TROUBLE, BROUGHT].iter().position(|known| *known == sign);
    if weight(sign) > weight(*cell) {
        *cell = sign;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A column is 100 ms.
    const SCALE: Scale = Scale { from: Duration::from_secs(1), to: Duration::from_secs(3), columns: 20 };

    fn exchange(started: u64, ended: u64, held: u64, came: Came) -> Exchange {
        Exchange { started: ms(started), ended: ms(ended), held: ms(held), came, bytes: 0 }
    }

    fn check(exchanges: &[Exchange], expected: &str) {
        assert_eq!(SCALE.exchanges(exchanges).trim_end(), expected);
    }

    #[test]
    fn a_short_question_is_a_dot_where_its_answer_came() {
        let brought = || Came::Updates(vec![1]);
        check(&[exchange(1_010, 1_050, 0, Came::Nothing), exchange(1_310, 1_350, 0, brought())], "·  ●");
        check(&[exchange(1_050, 1_150, 0, Came::Trouble(None))], " ×");
    }

    #[test]
    fn a_held_question_is_a_line_up_to_its_answer() {
        check(&[exchange(1_250, 1_750, 460, Came::Updates(vec![1]))], "  ─────●");
        check(&[exchange(700, 1_220, 500, Came::Nothing)], "──·");
    }

    #[test]
    fn one_that_is_held_at_the_end_is_no_trouble() {
        check(&[exchange(2_750, 3_900, 0, Came::Trouble(None))], &format!("{:17}───", ""));
    }

    #[test]
    fn what_is_more_telling_covers_what_is_less() {
        let signs = [Came::Updates(vec![1]), Came::Nothing, Came::Trouble(Some(502))];
        check(&signs.map(|came| exchange(1_010, 1_050, 20, came)), "●");
    }

    #[test]
    fn what_was_before_or_after_is_not_drawn() {
        check(&[exchange(100, 900, 0, Came::Nothing), exchange(3_100, 3_200, 0, Came::Nothing)], "");
    }

    #[test]
    fn seconds_stand_where_they_begin() {
        assert_eq!(SCALE.seconds(), "0 s       1 s");
        assert_eq!(SCALE.users([ms(1_000), ms(2_999)].into_iter()), format!("▲{:18}▲", ""));
    }
}
