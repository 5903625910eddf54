//! Reads one key after the other: expands it, judges its form, falls back to its default, and notes where it came from.
//!
//! A bot's own key comes before the same key in a section at the top.
//!
//! A reader never stops at a problem. A method that gives `None` has noted why, or there is nothing to give.

use std::time::Duration;

use pollhook_core::{Extra, SecretString};

use super::duration;
use super::effective::{Effective, Origin};
use super::error::Problem;
use super::expand::{NotExpanded, Vars, expand};
use super::keys::{self, Fallback, Form, Key, Used};
use super::nearest::suggest;
use super::raw::{Found, Keys, RawBot, Value};
use super::settings::Mode;

pub(super) struct Reader<'a> {
    shared: &'a Keys,
    /// Empty for what is of the process.
    bot: RawBot,
    vars: Vars<'a>,
    /// Known once `source.mode` is read, which is therefore read first.
    mode: Option<Mode>,
    /// The keys that the platform adds; `None` when it is not known which platform that is.
    extras: Option<Vec<Key>>,
    /// What the value that was read last was left to.
    by: Vec<String>,
    /// A key of the bot itself is missing, wrong or unknown: what its platform would say then follows from that.
    pub(super) unclear: bool,
    problems: Vec<Problem>,
    effective: Vec<Effective>,
}

/// A value after expansion.
enum Plain {
    One(String),
    Many(Vec<String>),
}

impl<'a> Reader<'a> {
    /// Reads a bot's keys, and what they leave to the sections at the top.
    pub(super) fn new(bot: RawBot, shared: &'a Keys, vars: Vars<'a>) -> Self {
        Self {
            shared,
            bot,
            vars,
            mode: None,
            extras: None,
            by: Vec::new(),
            unclear: false,
            problems: Vec::new(),
            effective: Vec::new(),
        }
    }

    /// From now on, what is missing in a section of another mode does not matter.
    pub(super) fn within(&mut self, mode: Mode) {
        self.mode = Some(mode);
    }

    /// From now on, the keys that a platform adds are known.
    pub(super) fn adopt(&mut self, extras: &[Extra]) {
        let keys: Vec<_> = extras.iter().map(Key::of).collect();
        self.bot.adopt(&keys);
        self.unclear |= self.bot.unknown(&keys).next().is_some();
        self.extras = Some(keys);
    }

    /// What is in effect, and all that is wrong.
    pub(super) fn finish(mut self) -> (Vec<Effective>, Vec<Problem>) {
        match &self.extras {
            Some(extras) => self.problems.extend(self.bot.unknown(extras)),
            // A platform that is not known may have keys of its own, but not slips of ours.
            None => self.problems.extend(self.bot.misspelt()),
        }
        (self.effective, self.problems)
    }

    /// The line of a key; `None` when the config does not have it.
    pub(super) fn line(&self, path: &str) -> Option<usize> {
        self.found(path).map(|found| found.line)
    }

    /// Where the bot begins; `None` when it is the only one.
    pub(super) fn begins(&self) -> Option<usize> {
        self.bot.line
    }

    /// Notes what is wrong with a key.
    pub(super) fn problem(&mut self, path: &str, text: impl Into<String>) {
        self.unclear |= path.starts_with("bot.");
        self.problems.push(Problem::new(self.line(path), text));
    }

    /// Notes that a key is not there.
    pub(super) fn lacks(&mut self, section: &str, name: &str, why: &str) {
        self.unclear |= section == "bot";
        let text = format!("{} needs `{name}`: {why}", self.heading(section));
        self.problems.push(Problem::new(self.begins(), text));
    }

    /// Whether something is wrong with the line of a key.
    pub(super) fn is_wrong(&self, path: &str) -> bool {
        let line = self.line(path);
        line.is_some() && self.problems.iter().any(|problem| problem.line() == line)
    }

    /// Shows a value otherwise than it is written.
    pub(super) fn mask(&mut self, path: &str, shown: String) {
        if let Some(effective) = self.effective.iter_mut().find(|effective| effective.key.is_at(path)) {
            effective.shown = shown;
        }
    }

    /// Notes what a key is that followed from something else, or that a flag decided.
    pub(super) fn note(&mut self, path: &str, shown: impl Into<String>, origin: Origin) {
        let key = self.known(path);
        self.effective.retain(|other| !other.key.is_at(path));
        self.effective.push(Effective { key, shown: shown.into(), origin });
    }

    pub(super) fn text(&mut self, path: &str) -> Option<String> {
        let text = self.one(path)?;
        if text.trim().is_empty() {
            self.problem(path, format!("{path} is empty"));
            return None;
        }
        self.shown(path, super::written::text(&text));
        Some(text)
    }

    pub(super) fn texts(&mut self, path: &str) -> Option<Vec<String>> {
        let texts = self.many(path)?;
        self.shown(path, super::written::texts(&texts));
        Some(texts)
    }

    pub(super) fn secret(&mut self, path: &str) -> Option<SecretString> {
        let text = self.one(path)?;
        if text.trim().is_empty() {
            self.problem(path, format!("{path} is empty"));
            return None;
        }
        self.shown(path, MASK.to_owned());
        // A line feed that came with it would end up in a header or a path.
        Some(SecretString::from(text.trim()))
    }

    pub(super) fn secrets(&mut self, path: &str) -> Vec<SecretString> {
        let Some(texts) = self.many(path) else { return Vec::new() };
        if texts.iter().any(|text| text.trim().is_empty()) {
            self.problem(path, format!("{path} is empty"));
        }
        let masks = vec![MASK; texts.len()].join(", ");
        self.shown(path, if texts.len() == 1 { masks } else { format!("[{masks}]") });
        texts.iter().map(|text| SecretString::from(text.trim())).collect()
    }

    pub(super) fn flag(&mut self, path: &str) -> Option<bool> {
        let text = self.one(path)?;
        let flag = text.parse().ok();
        self.judged(path, &text, flag, "true or false", &text)
    }

    pub(super) fn count(&mut self, path: &str) -> Option<u64> {
        let text = self.one(path)?;
        let Form::Count(least, most) = self.known(path).form else { return None };
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        self.judged(path, &text, number, &format!("a number from {least} to {most}"), &text)
    }

    pub(super) fn duration(&mut self, path: &str) -> Option<Duration> {
        let text = self.one(path)?;
        match duration::parse(&text) {
            Some(found) => {
                self.shown(path, format!("{:?}", duration::show(found)));
                Some(found)
            }
            None => {
                self.problem(path, format!("{path} = {text:?} is not a duration: {}", duration::FORMS));
                None
            }
        }
    }

    /// One of the words of the key, raised by `raise`.
    pub(super) fn choice<T>(&mut self, path: &str, raise: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.one(path)?;
        let Some(choice) = raise(&text) else {
            let Form::Choice(words) = self.known(path).form else { return None };
            let hint = suggest(&text, words, |word| format!("{word:?}"));
            self.problem(path, format!("{path} = {text:?} is not known: {hint}"));
            return None;
        };
        self.shown(path, format!("{text:?}"));
        Some(choice)
    }

    fn judged<T>(&mut self, path: &str, text: &str, value: Option<T>, form: &str, shown: &str) -> Option<T> {
        match value {
            Some(_) => self.shown(path, shown.to_owned()),
            None => self.problem(path, format!("{path} = {text:?} cannot be: write {form}")),
        }
        value
    }

    fn shown(&mut self, path: &str, shown: String) {
        let by = std::mem::take(&mut self.by);
        let origin = match self.found(path) {
            Some(found) => Origin::Line(found.line, by),
            None => Origin::Default,
        };
        self.note(path, shown, origin);
    }

    fn one(&mut self, path: &str) -> Option<String> {
        match self.value(path)? {
            Plain::One(text) => Some(text),
            Plain::Many(_) => {
                self.problem(path, format!("{path} takes one value, not a list"));
                None
            }
        }
    }

    fn many(&mut self, path: &str) -> Option<Vec<String>> {
        match self.value(path)? {
            Plain::Many(texts) => Some(texts),
            Plain::One(text) if text.is_empty() && self.line(path).is_none() => Some(Vec::new()),
            Plain::One(text) => Some(vec![text]),
        }
    }

    /// What stands at a key, expanded, or its default.
    fn value(&mut self, path: &str) -> Option<Plain> {
        let key = self.known(path);
        let Some(found) = self.found(path) else { return self.default(&key) };
        let mut by = Vec::new();
        let mut text = |text: &String| expand(text, self.vars, &mut by);
        let expanded = match &found.value {
            Value::Text(one) => text(one).map(Plain::One),
            Value::Texts(many) => many.iter().map(&mut text).collect::<Result<_, _>>().map(Plain::Many),
            Value::Number(number) if takes_number(key.form) => Ok(Plain::One(number.to_string())),
            Value::Flag(flag) if key.form == Form::Flag => Ok(Plain::One(flag.to_string())),
            Value::Number(number) if key.form == Form::Duration => {
                let forms = duration::FORMS;
                return self.wrong(path, &format!("{path} = {number} has no unit: {forms}"));
            }
            other => {
                let form = form(&key);
                return self.wrong(path, &format!("{path} takes {form}, not {}", named(other)));
            }
        };
        match expanded {
            Ok(plain) => {
                self.by = by;
                Some(plain)
            }
            Err(NotExpanded::Malformed(why)) => self.wrong(path, &format!("{path}: {why}")),
            // In a section of another mode it is as if the key were not there.
            Err(NotExpanded::Missing(why)) if !self.matters(&key) => {
                self.by = vec![format!("its default: {why}")];
                self.default(&key)
            }
            Err(NotExpanded::Missing(why)) => {
                let hint = if refers_to_file(found) { "" } else { "; set it, or write a default: ${NAME:-default}" };
                self.wrong(path, &format!("{path}: {why}{hint}"))
            }
        }
    }

    fn default(&mut self, key: &Key) -> Option<Plain> {
        match key.default {
            Fallback::Is(text) => Some(Plain::One(text.to_owned())),
            Fallback::Follows(_) => None,
            Fallback::Required(example) if self.matters(key) => {
                self.lacks(key.section, key.name, &format!("{}, as in {} = {example}", key.about, key.name));
                None
            }
            Fallback::Required(_) => None,
        }
    }

    fn wrong(&mut self, path: &str, text: &str) -> Option<Plain> {
        self.problem(path, text);
        None
    }

    fn found(&self, path: &str) -> Option<&Found> {
        self.bot.get(path).or_else(|| self.shared.get(path))
    }

    /// As it stands, or would stand, in the file.
    fn heading(&self, section: &str) -> String {
        match (section, self.begins()) {
            ("bot", Some(_)) => "[[bot]]".to_owned(),
            (section, Some(_)) => format!("[bot.{section}]"),
            (section, None) => format!("[{section}]"),
        }
    }

    fn known(&self, path: &str) -> Key {
        let extra = self.extras.iter().flatten().find(|key| key.is_at(path));
        *keys::find(path).or(extra).expect("settings are raised from known keys only: a test reads all of them")
    }

    fn matters(&self, key: &Key) -> bool {
        self.mode.is_some_and(|mode| key.matters(mode)) || key.used == Used::Always
    }
}

/// What stands for a secret wherever a config is shown.
const MASK: &str = "\"****\"";

fn takes_number(form: Form) -> bool {
    matches!(form, Form::Count(..))
}

fn form(key: &Key) -> String {
    match key.form {
        Form::Text | Form::Secret => "a text".to_owned(),
        Form::Secrets => "a text, or a list of texts".to_owned(),
        Form::Texts => "a list of texts".to_owned(),
        Form::Flag => "true or false".to_owned(),
        Form::Count(least, most) => format!("a number from {least} to {most}"),
        Form::Duration => "a duration such as \"8s\"".to_owned(),
        Form::Choice(words) => words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" or "),
    }
}

fn named(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "a text",
        Value::Number(_) => "a number",
        Value::Flag(_) => "true or false",
        Value::Texts(_) => "a list",
        Value::Other(name) => name,
    }
}

fn refers_to_file(found: &Found) -> bool {
    match &found.value {
        Value::Text(text) => text.contains("${file:"),
        Value::Texts(texts) => texts.iter().any(|text| text.contains("${file:")),
        _ => false,
    }
}
