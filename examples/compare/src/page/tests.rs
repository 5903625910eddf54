//! The page of a run that is made up: it can be read, it needs nothing else, and it holds the figures.

use std::collections::HashMap;
use std::time::Duration;

use drawing::well_formed;

use super::Page;
use crate::args::Args;
use crate::bots::Mode;
use crate::measure::Figures;
use crate::notes::Call;
use crate::played::{Came, Exchange, Played, Record, Reply, Said};
use crate::rates::Rate;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn exchange(started: u64, ended: u64, held: u64, came: Came) -> Exchange {
    Exchange { started: ms(started), ended: ms(ended), held: ms(held), came, bytes: 1_234 }
}

/// Two messages, one of which reads like a tag.
fn played() -> Played {
    let record = |mode, exchanges| {
        let call =
            |update: &str, began| Call { update: update.to_owned(), began: ms(began), ended: ms(began + 20), ok: true };
        let reply = |at, text: &str| Reply { at: ms(at), text: text.to_owned() };
        Record {
            mode,
            places: HashMap::from([(1, 0), (2, 1)]),
            exchanges,
            calls: vec![call("1", 1_121), call("2", 1_177)],
            replies: vec![reply(1_160, "<b>hi"), reply(1_200, "more")],
        }
    };
    let said = |at, text: &str| Said { at: ms(at), who: "Anna", text: text.to_owned() };
    let push = |at, update| exchange(at, at + 80, 0, Came::Updates(vec![update]));
    let short = vec![
        exchange(1_000, 1_040, 0, Came::Nothing),
        exchange(1_290, 1_330, 0, Came::Updates(vec![1, 2])),
        exchange(1_500, 1_540, 0, Came::Trouble(Some(502))),
    ];
    let long = vec![exchange(800, 1_120, 280, Came::Updates(vec![1])), exchange(1_600, 9_000, 0, Came::Trouble(None))];
    Played {
        time: (ms(1_000), ms(2_000)),
        said: vec![said(1_100, "<b>hi"), said(1_110, "more")],
        burst: vec![0, 1],
        records: [
            record(Mode::ShortPoll, short),
            record(Mode::LongPoll, long),
            record(Mode::Webhook, vec![push(1_100, 1), push(1_110, 2)]),
        ],
    }
}

fn page() -> (String, [Figures; 3]) {
    let (args, played) = (Args::default(), played());
    let figures = played.records.each_ref().map(|record| Figures::of(record, &played));
    let rate = |messages, short| Rate { messages, exchanges: [short, 3.25, messages] };
    let rates = [rate(1.0, 4.0), rate(10.0, 2.5)];
    (Page { args: &args, played: &played, figures: &figures, rates: &rates }.html(), figures)
}

#[test]
fn it_can_be_read() {
    well_formed(&page().0).unwrap();
}

#[test]
fn it_needs_nothing_else() {
    let (page, _) = page();
    for foreign in ["http:", "https:", "//", " src=", " href=", "url(", "@import", "<script", "<link", "<iframe"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("prefers-color-scheme:dark") && page.contains("width=device-width"));
}

#[test]
fn it_holds_the_figures_of_the_run() {
    let (page, figures) = page();
    for (what, cells) in [
        ("exchanges", figures.each_ref().map(|one| one.exchanges.to_string())),
        ("of them empty", figures.each_ref().map(|one| one.empty.to_string())),
        ("message → handler, median", figures.each_ref().map(|_| "21 ms".to_owned())),
        ("… slowest hundredth", figures.each_ref().map(|_| "67 ms".to_owned())),
        ("lost", ["0"; 3].map(str::to_owned)),
    ] {
        let row = format!("<tr><th>{what}</th>{}</tr>", cells.map(|cell| format!("<td>{cell}</td>")).concat());
        assert!(page.contains(&row), "{row} is not in\n{page}");
    }
    for words in ["200 messages over 20 s", "nothing was lost and nothing doubled", "<td>3.25</td>"] {
        assert!(page.contains(words), "{words}");
    }
    // By factors, from 4 to 1 above to 2.5 to 10 below: they meet at a half.
    assert!(page.contains("short poll needs fewer from about 3.16 messages a second on"), "{page}");
    assert!(page.contains("long poll needs fewer from about 3.25 messages a second on"));
}

#[test]
fn what_is_drawn_is_drawn_for_both_widths() {
    let (page, _) = page();
    assert_eq!((page.matches("class=\"narrow\"").count(), page.matches("class=\"wide\"").count()), (4, 4));
    assert_eq!(page.matches("<svg ").count(), 8);
    assert_eq!(page.matches(">bot</text>").count(), 6);
}
