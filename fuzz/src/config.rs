//! The config.
//!
//! - Every text is a config or a list of problems, and the same each time; each problem names a line that is there, and
//!   none is told twice.
//! - What is in effect, written out as `check` prints it, is a config again, of the same meaning, but for the secrets in it.
//! - A secret that stands where secrets belong is shown nowhere.

use pollhook::Config;
use pollhook::config::{ConfigError, Loader};

/// What stands in variables here.
const VARS: [(&str, &str); 4] =
    [("SECRET", SECRET), ("EMPTY", ""), ("NUMBER", "5"), ("URL", "https://bot.example.org/hook")];
const SECRET: &str = "123456:AAE-x_hidden0123456789";
const ADDRESSES: [&str; 3] = ["api", "url", "path"];

/// Reads a case as a text.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    // Whoever writes a config may read files by it. A fuzzer may not.
    if text.contains("file:") {
        return;
    }
    match parse(text) {
        Ok(config) => is_in_effect(&config, text),
        Err(error) => is_told(&error, text),
    }
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    VARS.iter().fold(Loader::new(), |loader, (name, value)| loader.var(*name, *value)).parse(text)
}

fn is_told(error: &ConfigError, text: &str) {
    // Not for each, as that would be half of the work.
    if text.len().is_multiple_of(8) {
        assert_eq!(parse(text).err().as_ref(), Some(error), "it is told the same each time");
    }
    let lines = text.split('\n').count();
    let problems = error.problems();
    assert!(!problems.is_empty());
    for (at, problem) in problems.iter().enumerate() {
        assert!(problem.line().is_none_or(|line| (1..=lines).contains(&line)), "{problem}: there are {lines} lines");
        assert!(!problems[..at].contains(problem), "{problem}: told twice");
    }
    if secrets_are_in_their_places(text) {
        assert!(!format!("{error}{error:?}").contains(SECRET), "{error}");
    }
}

fn is_in_effect(config: &Config, text: &str) {
    let shown = config.effective().to_string();
    if secrets_are_in_their_places(text) {
        assert!(!format!("{shown}{config:?}").contains(SECRET), "{shown}");
    }
    // An address that holds a secret is shown without it, and is none then.
    let is_masked = |line: &str| ADDRESSES.iter().any(|key| line.starts_with(key)) && line.contains("****");
    if shown.lines().any(is_masked) {
        return;
    }
    let written = shown.replace("****", "masked");
    let table: toml::Table = written.parse().unwrap_or_else(|error| panic!("{error}: not TOML is\n{shown}"));
    let again = parse(&written).unwrap_or_else(|error| panic!("{error}: of\n{shown}"));
    let after: toml::Table = again.effective().to_string().replace("****", "masked").parse().expect("TOML again");
    assert_eq!(table, after, "what is in effect stays in effect");
    assert_eq!(config.bots().len(), again.bots().len());
    for (one, other) in config.bots().iter().zip(again.bots()) {
        assert_eq!((one.name(), one.platform(), one.mode()), (other.name(), other.platform(), other.mode()));
        assert_eq!(one.promise(), other.promise());
    }
}

/// Whether the secret is used only by keys whose values are masked: wherever else it stands, it is no secret.
fn secrets_are_in_their_places(text: &str) -> bool {
    let Ok(table) = text.parse::<toml::Table>() else { return false };
    let used = text.matches("SECRET").count();
    used == in_their_places(&table)
}

fn in_their_places(table: &toml::Table) -> usize {
    let within = |(name, value): (&String, &toml::Value)| match value {
        toml::Value::String(text) if ["token", "secret", "verify_token"].contains(&name.as_str()) => {
            usize::from(text == "${SECRET}")
        }
        toml::Value::Table(table) => in_their_places(table),
        toml::Value::Array(items) => items.iter().filter_map(toml::Value::as_table).map(in_their_places).sum(),
        _ => 0,
    };
    table.iter().map(within).sum()
}
