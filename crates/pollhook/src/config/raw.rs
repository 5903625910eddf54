//! The text of a config as plain values, each with the line it stands on.
//!
//! Only what the text alone can tell is checked here: its syntax, and that every key is a known one. Nothing is expanded
//! and nothing is judged.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::keys::{self, Key};
use super::nearest::{nearest, suggest};

/// What stands in a config. It holds secrets as they are written, so it is never shown.
#[derive(Default)]
pub(super) struct Raw {
    found: BTreeMap<String, Found>,
    /// Keys of `[bot]` that only a platform can know.
    strangers: BTreeMap<String, Found>,
}

/// What stands at one key.
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) line: usize,
}

/// A value as it is written.
pub(super) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
    Texts(Vec<String>),
    /// What no key takes, by its name.
    Other(&'static str),
}

impl Raw {
    /// Reads a text; what is wrong with it goes to `problems`, and everything else is still read.
    pub(super) fn parse(text: &str, problems: &mut Vec<Problem>) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let lines = Lines(text);
        // The parser's own display would quote the line, and with it a token.
        problems.extend(errors.iter().map(|error| {
            let line = error.span().map(|span| lines.of(span.start));
            Problem::new(line, format!("this is not TOML: {}", error.message()))
        }));
        let mut raw = Self::default();
        for (name, value) in table.get_ref() {
            raw.take(name, value, lines, problems);
        }
        raw
    }

    pub(super) fn get(&self, path: &str) -> Option<&Found> {
        self.found.get(path)
    }

    /// Takes the keys that a platform adds to `[bot]` for known ones.
    pub(super) fn adopt(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(found) = self.strangers.remove(key.name) {
                self.found.insert(format!("{}.{}", key.section, key.name), found);
            }
        }
    }

    /// What is wrong with the keys that nobody has taken, where the platform has these `extras`.
    pub(super) fn unknown<'a>(&'a self, extras: &'a [Key]) -> impl Iterator<Item = Problem> + 'a {
        let problem =
            |(name, found): (&String, &Found)| Problem::new(Some(found.line), unknown_key("bot", name, extras));
        self.strangers.iter().map(problem)
    }

    fn take(
        &mut self,
        name: &Spanned<Name<'_>>,
        value: &Spanned<DeValue<'_>>,
        lines: Lines<'_>,
        to: &mut Vec<Problem>,
    ) {
        let line = lines.of(name.span().start);
        let section = name.get_ref().as_ref();
        match value.get_ref() {
            DeValue::Table(table) if keys::sections().contains(&section) => {
                for (name, value) in table {
                    let line = lines.of(name.span().start);
                    let path = format!("{section}.{}", name.get_ref());
                    let found = Found { value: plain(value.get_ref()), line };
                    if keys::find(&path).is_some() {
                        self.found.insert(path, found);
                    } else if section == "bot" {
                        self.strangers.insert(name.get_ref().to_string(), found);
                    } else {
                        to.push(Problem::new(Some(line), unknown_key(section, name.get_ref(), &[])));
                    }
                }
            }
            DeValue::Array(_) if section == "bot" => {
                to.push(Problem::new(Some(line), "several bots in one file are not there yet: write one [bot]"));
            }
            value => match keys::find(section) {
                Some(_) => {
                    self.found.insert(section.to_owned(), Found { value: plain(value), line });
                }
                None => to.push(Problem::new(Some(line), unknown_section(section, value))),
            },
        }
    }
}

type Name<'a> = std::borrow::Cow<'a, str>;

fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Other("a number of that size"),
        },
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>().map_or(Value::Other("a list of that"), Value::Texts)
        }
        DeValue::Float(_) => Value::Other("a fraction"),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a table"),
    }
}

/// The nearest key of the section, or the section in which the name does exist.
fn unknown_key(section: &str, name: &str, extras: &[Key]) -> String {
    let here = keys::keys().iter().chain(extras).filter(|key| key.section == section);
    let here: Vec<_> = here.map(|key| key.name).collect();
    if nearest(name, here.iter().copied()).is_none()
        && let Some(key) = keys::keys().iter().find(|key| key.name == name)
    {
        return match key.section {
            "" => format!("`{name}` stands above the first section, not in [{section}]"),
            other => format!("`{name}` is a key of [{other}], not of [{section}]"),
        };
    }
    format!("unknown key `{name}` in [{section}]: {}", suggest(name, &here, |name| format!("`{name}`")))
}

fn unknown_section(name: &str, value: &DeValue<'_>) -> String {
    let sections = keys::sections();
    if value.is_table() {
        return format!("unknown section [{name}]: {}", suggest(name, &sections, |name| format!("[{name}]")));
    }
    if sections.contains(&name) {
        return format!("`{name}` is a section: write [{name}], and its keys below");
    }
    let above: Vec<_> = keys::keys().iter().filter(|key| key.section.is_empty()).map(|key| key.name).collect();
    if nearest(name, above.iter().copied()).is_none()
        && let Some(key) = keys::keys().iter().find(|key| key.name == name)
    {
        return format!("`{name}` is a key of [{}], and stands below that line", key.section);
    }
    format!("unknown key `{name}` above the first section: {}", suggest(name, &above, |name| format!("`{name}`")))
}

/// Finds the line of a place in a text.
#[derive(Clone, Copy)]
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn of(self, at: usize) -> usize {
        self.0.as_bytes()[..at.min(self.0.len())].iter().filter(|byte| **byte == b'\n').count() + 1
    }
}
