//! The wire facts, one row each: what a question is told, at which second.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde_json::{Value, json};

use super::Settings;
use super::desk::{Ask, Desk};
use crate::site::Look;
use crate::{Fate, Options};

/// A fact in words, and the play that would fail without it.
type Row = (&'static str, fn(&mut Play));

/// One student's desk and the hands of a clock; the network was started 1000 s after 1970.
struct Play {
    desk: Desk,
    now: Duration,
}

impl Play {
    fn new() -> Self {
        let devman = Settings { page: 2, ..Settings::default() };
        let options = Options { devman, ..Options::default() };
        Self { desk: Desk::new(&options, Duration::from_secs(1000)), now: Duration::ZERO }
    }

    fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = Duration::from_secs_f64(seconds);
        self
    }

    fn review(&mut self, lesson: &str) -> String {
        self.desk.review(lesson, false, self.now)
    }

    fn ask(&mut self, query: &[(&str, &str)]) -> Ask {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.desk.ask(query, self.now).expect("it is a number")
    }

    /// What this question is told, or until when it is held.
    fn look(&mut self, ask: &Ask) -> Value {
        match self.desk.look(ask, self.now) {
            Look::Answer(told) => told.body(),
            Look::Wait(until) => json!({"held": until.as_secs_f64()}),
        }
    }

    /// The lessons that a question with this timestamp is told.
    fn lessons(&mut self, timestamp: &str) -> Vec<String> {
        let ask = self.ask(&[("timestamp", timestamp)]);
        let told = self.look(&ask);
        let attempts = told["new_attempts"].as_array().cloned().unwrap_or_default();
        attempts.iter().map(|attempt| attempt["lesson_title"].as_str().expect("it has one").to_owned()).collect()
    }
}

static ROWS: &[Row] = &[
    ("a question is held for 90 s, then told the timestamp that it asked with", |p| {
        let ask = p.ask(&[("timestamp", "999.5")]);
        assert_eq!(p.look(&ask), json!({"held": 90.0}));
        p.at(90.0);
        let told =
            json!({"request_query": [["timestamp", "999.5"]], "status": "timeout", "timestamp_to_request": 999.5});
        assert_eq!(p.look(&ask), told);
    }),
    ("a first question without a timestamp waits for what comes, and is told where to go on", |p| {
        p.review("old");
        p.at(5.0);
        let ask = p.ask(&[]);
        assert_eq!(p.look(&ask), json!({"held": 95.0}));
        p.at(95.0);
        let told = json!({"request_query": [], "status": "timeout", "timestamp_to_request": 1005.0});
        assert_eq!(p.look(&ask), told);
    }),
    ("what is found has its own timestamp, and no other field of a time-out", |p| {
        let ask = p.ask(&[("timestamp", "1000")]);
        p.at(2.25);
        p.desk.review("A lesson", true, p.now);
        let told = p.look(&ask);
        assert_eq!((&told["status"], &told["last_attempt_timestamp"]), (&json!("found"), &json!(1002.25)));
        assert_eq!(told.get("timestamp_to_request"), None);
        let attempt = &told["new_attempts"][0];
        assert_eq!((&attempt["is_negative"], &attempt["timestamp"]), (&json!(true), &json!(1002.25)));
        assert_eq!(attempt["submitted_at"], "1970-01-01T00:16:42Z");
        assert_eq!(attempt["lesson_url"], "https://dvmn.org/modules/simulated/lesson/a-lesson/");
    }),
    ("all that is newer is told at once, newest first, as often as it is asked for", |p| {
        for lesson in ["a", "b", "c"] {
            p.at(p.now.as_secs_f64() + 1.0).review(lesson);
        }
        for _ in 0..2 {
            assert_eq!(p.lessons("1000"), ["c", "b", "a"]);
        }
        assert_eq!(p.lessons("1001"), ["c", "b"]);
        assert!(p.lessons("1003").is_empty());
    }),
    ("reviews of one instant have timestamps of their own, unless they share one", |p| {
        p.review("a");
        p.review("b");
        p.desk.review_too("c", false, p.now);
        assert_eq!(p.lessons("1000"), ["c", "b"]);
        assert!(p.lessons("1000.000001").is_empty());
    }),
    ("a lesson that goes by another title keeps its address", |p| {
        p.desk.review_of("a", "b", false, p.now);
        let ask = p.ask(&[("timestamp", "999")]);
        let review = &p.look(&ask)["new_attempts"][0];
        assert_eq!(review["lesson_title"], "b");
        assert_eq!(review["lesson_url"], "https://dvmn.org/modules/simulated/lesson/a/");
    }),
    ("a timestamp of today keeps its microseconds both ways", |p| {
        p.at(1_644_338_121.171_405).review("a");
        let ask = p.ask(&[("timestamp", "1000")]);
        let last = p.look(&ask)["last_attempt_timestamp"].to_string();
        assert_eq!(last, "1644339121.171405");
        assert!(p.lessons(&last).is_empty());
        p.review("b");
        assert_eq!(p.lessons(&last), ["b"]);
    }),
    ("asking for what is newer confirms the rest", |p| {
        let id = p.review("a");
        p.lessons("999");
        assert_eq!(p.desk.notes.pending(), 1);
        p.lessons("1000");
        let note = &p.desk.notes.all()[0];
        assert_eq!((&note.id, note.fate), (&id, Fate::Confirmed(Duration::ZERO)));
    }),
    ("a parameter by another name is no timestamp", |p| {
        p.review("a");
        p.at(1.0);
        let ask = p.ask(&[("timestamp_to_request", "1")]);
        assert_eq!(p.look(&ask), json!({"held": 91.0}));
    }),
    ("a timestamp that is no number is refused", |p| {
        for text in ["", "soon", "-1", "NaN", "inf"] {
            assert!(p.desk.ask(vec![("timestamp".into(), text.into())], p.now).is_none(), "{text}");
        }
    }),
    ("all reviews stand on pages, newest first", |p| {
        for lesson in ["a", "b", "c"] {
            p.review(lesson);
        }
        let titles = |page: &Value| {
            let results = page["results"].as_array().expect("it is a list").iter();
            results.map(|result| result["lesson_title"].clone()).collect::<Vec<_>>()
        };
        let (first, second) = (p.desk.page(1, "/r").unwrap(), p.desk.page(2, "/r").unwrap());
        assert_eq!((titles(&first), titles(&second)), (vec![json!("c"), json!("b")], vec![json!("a")]));
        assert_eq!(
            (&first["count"], &first["next"], &first["previous"]),
            (&json!(3), &json!("/r?page=2"), &json!(null))
        );
        assert_eq!((&second["next"], &second["previous"]), (&json!(null), &json!("/r?page=1")));
        assert!(p.desk.page(3, "/r").is_none() && p.desk.page(0, "/r").is_none());
    }),
];

#[test]
fn questions_keep_to_the_facts() {
    let holds = |row: &Row| catch_unwind(AssertUnwindSafe(|| row.1(&mut Play::new()))).is_ok();
    let broken: Vec<_> = ROWS.iter().filter(|row| !holds(row)).map(|row| row.0).collect();
    assert!(broken.is_empty(), "these facts do not hold: {broken:#?}");
}
