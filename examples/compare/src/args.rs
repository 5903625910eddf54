//! What can be asked for on the command line. Nine options are read by hand: a parser would be most of the build.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use pollhook_simulator::Faults;

use crate::units::{count, ms};

/// Shown for `--help`, and under every mistake.
pub(crate) const HELP: &str = "\
Compares short polling, long polling and webhook on a simulated social network

  --messages N    how many messages are written (200)
  --secs N        over how many seconds (20)
  --delay MS      how far away the network is, each way (20)
  --seed N        chooses who writes when, and what goes wrong (1)
  --faults LIST   what goes wrong by chance: late,twice,cut,5xx,429, each with a chance as in cut=0.1
  --trace         prints what was said on the wire, mode by mode
  --json FILE     writes the figures to a file
  --html FILE     draws the run on a page, with short runs at other rates (takes up to 10 s more)

The exit code is 1 when a message was lost or handled twice, 2 when nothing could be compared.";

/// A conversation to be played.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Args {
    pub(crate) messages: usize,
    pub(crate) length: Duration,
    pub(crate) delay: Duration,
    pub(crate) seed: u64,
    pub(crate) faults: Faults,
    pub(crate) trace: bool,
    pub(crate) json: Option<PathBuf>,
    pub(crate) html: Option<PathBuf>,
    /// The faults as they were asked for.
    faults_asked: String,
}

impl Default for Args {
    fn default() -> Self {
        Self {
            messages: 200,
            length: Duration::from_secs(20),
            delay: Duration::from_millis(20),
            seed: 1,
            faults: Faults::default(),
            trace: false,
            json: None,
            html: None,
            faults_asked: String::new(),
        }
    }
}

impl Args {
    /// What is going to be played.
    pub(crate) fn in_words(&self) -> String {
        let (length, delay, seed) = (self.length.as_secs(), ms(self.delay), self.seed);
        let messages = count(self.messages as u64, "message");
        let faults = if self.faults_asked.is_empty() { "nothing goes wrong" } else { &self.faults_asked };
        format!("{messages} over {length} s · the network is {delay} away · seed {seed} · {faults}")
    }
}

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Asked {
    Run(Args),
    Help,
}

/// Reads the words after the program's name: `--name value` or `--name=value`.
pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Asked, String> {
    let mut args = Args::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let (name, given) = match word.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        let mut value = || given.clone().or_else(|| words.next()).ok_or(format!("{name} needs a value"));
        match name.as_str() {
            "--help" | "-h" => return Ok(Asked::Help),
            "--trace" => args.trace = true,
            "--json" => args.json = Some(value()?.into()),
            "--html" => args.html = Some(value()?.into()),
            "--messages" => args.messages = within(&name, &value()?, 1..=20_000)?,
            "--secs" => args.length = Duration::from_secs(within(&name, &value()?, 1..=3_600)?),
            "--delay" => args.delay = Duration::from_millis(within(&name, &value()?, 0..=5_000)?),
            "--seed" => args.seed = within(&name, &value()?, 0..=u64::MAX)?,
            "--faults" => {
                args.faults_asked = value()?;
                args.faults = args.faults_asked.parse().map_err(|wrong| format!("{wrong}"))?;
            }
            _ => return Err(format!("there is no {name}")),
        }
    }
    Ok(Asked::Run(args))
}

fn within<T>(name: &str, text: &str, range: std::ops::RangeInclusive<T>) -> Result<T, String>
where
    T: FromStr + PartialOrd + std::fmt::Display,
{
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("{name} {text} cannot be: a number from {} to {}", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Asked, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_not_said_is_the_default() {
        assert_eq!(read(""), Ok(Asked::Run(Args::default())));
    }

    #[test]
    fn every_option_is_read_in_either_form() {
        let line = "--secs 3 --messages=30 --delay 0 --seed 7 --faults late,cut=0.5 --trace --json target/a.json --html b.html";
        let Ok(Asked::Run(args)) = read(line) else { panic!("{line}") };
        assert_eq!((args.length, args.messages, args.delay), (Duration::from_secs(3), 30, Duration::ZERO));
        assert_eq!((args.seed, args.trace, args.json), (7, true, Some("target/a.json".into())));
        assert_eq!(args.html, Some("b.html".into()));
        assert_eq!(args.faults, Faults { late: 0.05, cut: 0.5, ..Faults::default() });
        assert_eq!(read("--secs 3 --help"), Ok(Asked::Help));
    }

    #[test]
    fn a_mistake_is_named() {
        let rows = [
            ("--fast", "there is no --fast"),
            ("--secs", "--secs needs a value"),
            ("--secs 0", "--secs 0 cannot be: a number from 1 to 3600"),
            ("--messages few", "--messages few cannot be"),
            ("--faults tired", "`tired` is no fault"),
        ];
        for (line, said) in rows {
            let wrong = read(line).unwrap_err();
            assert!(wrong.starts_with(said), "{line}: {wrong}");
        }
    }
}
