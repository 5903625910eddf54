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
pub(super) struct Raw {
    /// What the sections at the top say: of the process, and of every bot that does not say otherwise.
    pub(super) shared: Keys,
    /// One where no bot is written, so that what it lacks is told.
    pub(super) bots: Vec<RawBot>,
}

/// What stands in `[bot]`, or in one `[[bot]]`, and the sections below it.
#[derive(Default)]
pub(super) struct RawBot {
    own: Keys,
    /// Keys that only a platform can know.
    strangers: Keys,
    /// Where it begins, when it is one of several.
    pub(super) line: Option<usize>,
}

/// What stands at which `section.key`.
pub(super) type Keys = BTreeMap<String, Found>;

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
        let mut reading = Reading { lines, problems };
        let mut raw = Self { shared: Keys::new(), bots: Vec::new() };
        for (name, value) in table.get_ref() {
            match (&**name.get_ref(), value.get_ref()) {
                ("bot", DeValue::Table(table)) => raw.bots.push(reading.bot(table, None)),
                ("bot", DeValue::Array(tables)) => raw.bots.extend(reading.bots(tables)),
                _ => reading.shared(name, value, &mut raw.shared),
            }
        }
        if raw.bots.is_empty() {
            raw.bots.push(RawBot::default());
        }
        raw
    }
}

impl RawBot {
    pub(super) fn get(&self, path: &str) -> Option<&Found> {
        self.own.get(path)
    }

    /// Takes the keys that a platform adds to `[bot]` for known ones.
    pub(super) fn adopt(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(found) = self.strangers.remove(key.name) {
                self.own.insert(format!("{}.{}", key.section, key.name), found);
            }
        }
    }

    /// What is wrong with the keys that nobody has taken, where the platform has these `extras`.
    pub(super) fn unknown<'a>(&'a self, extras: &'a [Key]) -> impl Iterator<Item = Problem> + 'a {
        self.strangers.iter().map(|(name, found)| stranger(name, found, extras))
    }

    /// Those that are nearly one of ours.
    pub(super) fn misspelt(&self) -> impl Iterator<Item = Problem> + '_ {
        let ours =
            |name: &str| nearest(name, keys::keys().iter().filter(|key| key.section == "bot").map(|key| key.name));
        let slips = self.strangers.iter().filter(move |(name, _)| ours(name).is_some());
        slips.map(|(name, found)| stranger(name, found, &[]))
    }
}

/// Takes a text apart.
struct Reading<'a> {
    lines: Lines<'a>,
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    fn bots(&mut self, tables: &[Spanned<DeValue<'_>>]) -> Vec<RawBot> {
        let several = tables.len() > 1;
        let mut bots = Vec::new();
        for table in tables {
            let line = self.lines.of(table.span().start);
            match table.get_ref() {
                DeValue::Table(table) => bots.push(self.bot(table, several.then_some(line))),
                _ => self.problem(line, "a bot is a table: write [[bot]], and its keys below".to_owned()),
            }
        }
        bots
    }

    fn bot(&mut self, table: &DeTable<'_>, line: Option<usize>) -> RawBot {
        let mut bot = RawBot { line, ..RawBot::default() };
        for (name, value) in table {
            let (at, key) = (self.lines.of(name.span().start), &**name.get_ref());
            match value.get_ref() {
                DeValue::Table(table) if keys::sections_of_a_bot().contains(&key) => {
                    self.section(key, &format!("bot.{key}"), table, &mut bot.own);
                }
                DeValue::Table(_) => self.problem(at, unknown_section_of_a_bot(key)),
                _ if keys::sections().contains(&key) => {
                    self.problem(at, format!("`{key}` is a section: write [bot.{key}], and its keys below"));
                }
                value => {
                    let (path, found) = (format!("bot.{key}"), Found { value: plain(value), line: at });
                    match keys::find(&path) {
                        Some(_) => bot.own.insert(path, found),
                        None => bot.strangers.insert(key.to_owned(), found),
                    };
                }
            }
        }
        bot
    }

    /// What stands at the top.
    fn shared(&mut self, name: &Spanned<Name<'_>>, value: &Spanned<DeValue<'_>>, to: &mut Keys) {
        let (line, section) = (self.lines.of(name.span().start), &**name.get_ref());
        match value.get_ref() {
            DeValue::Table(table) if keys::sections().contains(&section) => self.section(section, section, table, to),
            value if keys::find(section).is_some() => {
                to.insert(section.to_owned(), Found { value: plain(value), line });
            }
            value => self.problem(line, unknown_section(section, value)),
        }
    }

    /// A section, which below a bot is headed otherwise than at the top.
    fn section(&mut self, section: &str, heading: &str, table: &DeTable<'_>, to: &mut Keys) {
        for (name, value) in table {
            let (line, path) = (self.lines.of(name.span().start), format!("{section}.{}", name.get_ref()));
            match keys::find(&path) {
                Some(_) => drop(to.insert(path, Found { value: plain(value.get_ref()), line })),
                None => self.problem(line, unknown_key(section, heading, name.get_ref(), &[])),
            }
        }
    }

    fn problem(&mut self, line: usize, text: String) {
        self.problems.push(Problem::new(Some(line), text));
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
fn stranger(name: &str, found: &Found, extras: &[Key]) -> Problem {
    Problem::new(Some(found.line), unknown_key("bot", "bot", name, extras))
}

fn unknown_key(section: &str, heading: &str, name: &str, extras: &[Key]) -> String {
    let here = keys::keys().iter().chain(extras).filter(|key| key.section == section);
    let here: Vec<_> = here.map(|key| key.name).collect();
    if nearest(name, here.iter().copied()).is_none()
        && let Some(key) = keys::keys().iter().find(|key| key.name == name)
    {
        return match key.section {
            "" => format!("`{name}` stands above the first section, not in [{heading}]"),
            other => format!("`{name}` is a key of [{other}], not of [{heading}]"),
        };
    }
    format!("unknown key `{name}` in [{heading}]: {}", suggest(name, &here, |name| format!("`{name}`")))
}

/// Below a bot there are the sections that each may have of its own.
fn unknown_section_of_a_bot(name: &str) -> String {
    if keys::sections().contains(&name) && name != "bot" {
        return format!("[bot.{name}] cannot be: it is the whole process's. Write [{name}]");
    }
    let known = keys::sections_of_a_bot();
    format!("unknown section [bot.{name}]: {}", suggest(name, &known, |name| format!("[bot.{name}]")))
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
