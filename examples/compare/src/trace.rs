//! What was said on the wire, mode by mode, in the order in which it was said.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::bots::Mode;
use crate::played::{Came, Exchange, Played, Record};
use crate::units::ms;

/// The dialogues of all modes.
pub(crate) fn tell(played: &Played) -> String {
    let mut text = String::new();
    for record in &played.records {
        let _ = writeln!(text, "{}", record.mode.name());
        dialogue(&mut text, record, played);
        text.push('\n');
    }
    text
}

fn dialogue(text: &mut String, record: &Record, played: &Played) {
    let (from, to) = played.time;
    let within = |exchange: &&Exchange| exchange.ended >= from && exchange.started <= to;
    let mut exchanges: Vec<_> = record.exchanges.iter().filter(within).collect();
    exchanges.sort_by_key(|exchange| exchange.started);
    let mut teller = Teller { record, played, told: BTreeSet::new() };
    // The same answer again and again is told once.
    for exchanges in exchanges.chunk_by(|one, next| is_quiet(one) && is_quiet(next)) {
        let at = format!("{:>7.3} s", exchanges[0].started.saturating_sub(from).as_secs_f64());
        let lines = teller.lines(exchanges);
        for (number, line) in lines.iter().enumerate() {
            let at = if number == 0 { at.as_str() } else { "" };
            let _ = writeln!(text, "  {at:>9}  {line}");
        }
    }
}

fn is_quiet(exchange: &Exchange) -> bool {
    exchange.came == Came::Nothing && !exchange.was_held()
}

struct Teller<'a> {
    record: &'a Record,
    played: &'a Played,
    /// What the bot knows already; places in what was said.
    told: BTreeSet<usize>,
}

impl Teller<'_> {
    /// One exchange, or several that came to nothing.
    fn lines(&mut self, exchanges: &[&Exchange]) -> Vec<String> {
        let exchange = exchanges[0];
        let asks = self.record.mode != Mode::Webhook;
        let mut question = if asks { "client: any updates?  ".to_owned() } else { String::new() };
        if exchange.was_held() {
            let _ = write!(question, "(held {})  ", ms(exchange.held));
        }
        if exchange.ended > self.played.time.1 {
            return vec![format!("{question}(the run ends)")];
        }
        match &exchange.came {
            Came::Nothing if exchanges.len() > 1 => {
                vec![format!("{question}server: none   ({} times)", exchanges.len())]
            }
            Came::Nothing => vec![format!("{question}server: none")],
            Came::Trouble(Some(status)) => vec![format!("{question}answer: {status}")],
            Came::Trouble(None) => vec![format!("{question}(the connection was cut)")],
            Came::Updates(_) => {
                let mut lines: Vec<_> =
                    self.record.brought(exchange).into_iter().map(|place| self.heard(place, asks)).collect();
                if let Some(first) = lines.first_mut() {
                    first.insert_str(0, &question);
                }
                lines
            }
        }
    }

    /// One message and what became of it; a webhook is answered when its handler is done.
    fn heard(&mut self, place: usize, asks: bool) -> String {
        let said = &self.played.said[place];
        let mut text = format!("server: {} wrote \"{}\"", said.who, said.text);
        if !self.told.insert(place) {
            text.push_str("  client: known already");
            return text;
        }
        for call in self.record.calls_about(place) {
            let took = ms(call.ended.saturating_sub(call.began));
            let answer = if asks { "" } else { "200, " };
            let done = if call.ok {
                format!("{answer}handled in {took}")
            } else {
                format!("failed after {took}, tries again")
            };
            let _ = write!(text, "  client → API: sendMessage  client: {done}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use super::*;
    use crate::notes::Call;
    use crate::played::Said;

    fn told(mode: Mode, exchanges: Vec<Exchange>) -> String {
        let ms = Duration::from_millis;
        let record = |mode, exchanges| {
            let call = Call { update: "7".to_owned(), began: ms(1_121), ended: ms(1_162), ok: true };
            Record { mode, places: HashMap::from([(7, 0)]), exchanges, calls: vec![call], replies: Vec::new() }
        };
        let said = vec![Said { at: ms(1_100), who: "Anna", text: "hi".to_owned() }];
        let records = [record(mode, exchanges), record(mode, Vec::new()), record(mode, Vec::new())];
        let mut text = String::new();
        let played = Played { time: (ms(1_000), ms(2_000)), said, burst: Vec::new(), records };
        dialogue(&mut text, &played.records[0], &played);
        text
    }

    fn exchange(started: u64, ended: u64, held: u64, came: Came) -> Exchange {
        let ms = Duration::from_millis;
        Exchange { started: ms(started), ended: ms(ended), held: ms(held), came, bytes: 0 }
    }

    #[test]
    fn a_call_of_the_network_is_told_as_it_went() {
        let text = told(Mode::Webhook, vec![exchange(1_100, 1_180, 0, Came::Updates(vec![7]))]);
        let line = "server: Anna wrote \"hi\"  client → API: sendMessage  client: 200, handled in 41 ms\n";
        assert_eq!(text, format!("    0.100 s  {line}"));
    }

    #[test]
    fn questions_without_an_answer_are_told_together() {
        let quiet = |n: u64| exchange(1_000 + 300 * n, 1_040 + 300 * n, 0, Came::Nothing);
        let text = told(Mode::ShortPoll, vec![quiet(0), quiet(1), exchange(1_600, 1_640, 0, Came::Updates(vec![7]))]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "    0.000 s  client: any updates?  server: none   (2 times)");
        assert!(
            lines[1].starts_with("    0.600 s  client: any updates?  server: Anna wrote \"hi\"  client → API"),
            "{text}"
        );
    }

    #[test]
    fn a_page_is_told_line_by_line_and_what_comes_again_is_known() {
        let again = || exchange(1_300, 1_340, 0, Came::Updates(vec![7]));
        let text = told(Mode::LongPoll, vec![exchange(1_100, 1_140, 0, Came::Updates(vec![7, 7])), again()]);
        let lines: Vec<_> = text.lines().collect();
        assert!(
            lines[0].starts_with("    0.100 s  client: any updates?  server: Anna wrote \"hi\"  client → API"),
            "{text}"
        );
        assert_eq!(lines[1], "             server: Anna wrote \"hi\"  client: known already");
        assert_eq!(lines[2], "    0.300 s  client: any updates?  server: Anna wrote \"hi\"  client: known already");
    }

    #[test]
    fn what_was_held_and_what_was_cut_is_said() {
        let exchanges = vec![
            exchange(1_000, 1_200, 160, Came::Nothing),
            exchange(1_300, 1_340, 0, Came::Trouble(Some(502))),
            exchange(1_400, 2_600, 0, Came::Trouble(None)),
        ];
        let text = told(Mode::LongPoll, exchanges);
        let lines: Vec<_> = text.lines().map(|line| line[11..].trim()).collect();
        let expected = ["(held 160 ms)  server: none", "answer: 502", "(the run ends)"];
        for (line, expected) in lines.iter().zip(expected) {
            assert_eq!(*line, format!("client: any updates?  {expected}"));
        }
        assert_eq!(lines.len(), 3);
    }
}
