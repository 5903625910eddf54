//! The figures for programs.

use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use serde_json::{Value, json};

use crate::bots::Mode;
use crate::measure::{Figures, Spread};

/// Writes them to a file, and makes its folder if there is none.
pub(crate) fn write(figures: &[Figures], file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, json(figures))
}

/// An object with an array `modes`; times are milliseconds, `null` where there is none.
fn json(figures: &[Figures]) -> String {
    let modes: Vec<_> = figures.iter().map(mode).collect();
    format!("{:#}\n", json!({ "modes": modes }))
}

fn mode(figures: &Figures) -> Value {
    json!({
        "mode": key(figures.mode),
        "events": figures.events,
        "requests": figures.exchanges,
        "empty": figures.empty,
        "bytes": figures.bytes,
        "p50_ms": ms(figures.to_handler, |spread| spread.p50),
        "p99_ms": ms(figures.to_handler, |spread| spread.p99),
        "reply_p50_ms": ms(figures.to_reply, |spread| spread.p50),
        "lost": figures.lost,
        "doubled": figures.doubled,
    })
}

fn key(mode: Mode) -> &'static str {
    match mode {
        Mode::ShortPoll => "short_poll",
        Mode::LongPoll => "long_poll",
        Mode::Webhook => "webhook",
    }
}

/// To the microsecond: more was not measured.
fn ms(spread: Option<Spread>, which: fn(&Spread) -> Duration) -> Option<f64> {
    spread.map(|spread| which(&spread).as_micros() as f64 / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Burst;

    #[test]
    fn what_is_not_known_is_null_and_times_are_milliseconds() {
        let spread = Spread { p50: Duration::from_micros(21_660), p99: Duration::from_millis(44) };
        let figures = Figures {
            mode: Mode::LongPoll,
            events: 2,
            exchanges: 3,
            empty: 1,
            useful: 2,
            repeats: 0,
            failed: 0,
            bytes: 900,
            to_handler: Some(spread),
            to_reply: None,
            lost: 1,
            doubled: 0,
            burst: Burst::default(),
        };
        let read: Value = serde_json::from_str(&json(&[figures])).unwrap();
        let mode = &read["modes"][0];
        let mut keys: Vec<_> = mode.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), "bytes doubled empty events lost mode p50_ms p99_ms reply_p50_ms requests");
        assert_eq!((&mode["mode"], &mode["requests"], &mode["lost"]), (&json!("long_poll"), &json!(3), &json!(1)));
        assert_eq!((&mode["p50_ms"], &mode["reply_p50_ms"]), (&json!(21.66), &Value::Null));
    }
}
