//! Which events a filter can match, known before there is one.

use std::collections::BTreeSet;

use compact_str::CompactString;
use pollhook_core::Kind;

/// The events that a filter can match: those of some kinds, those with some commands, or all.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    /// `None` stands for all.
    kinds: Option<BTreeSet<Kind>>,
    /// `None` stands for all, and for those without a command.
    commands: Option<BTreeSet<CompactString>>,
}

impl Scope {
    /// Every event.
    #[must_use]
    pub fn all() -> Self {
        Self { kinds: None, commands: None }
    }

    /// Events of these kinds.
    #[must_use]
    pub fn kinds(kinds: impl IntoIterator<Item: Into<Kind>>) -> Self {
        Self { kinds: Some(kinds.into_iter().map(Into::into).collect()), commands: None }
    }

    /// Of these, only messages that begin with one of these commands (in lower case, without a sign).
    #[must_use]
    pub fn commands(mut self, commands: impl IntoIterator<Item: Into<CompactString>>) -> Self {
        self.commands = Some(commands.into_iter().map(Into::into).collect());
        self
    }

    /// Events that lie in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { kinds: both(self.kinds, other.kinds), commands: both(self.commands, other.commands) }
    }

    /// Events that lie in one of them, and perhaps more.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { kinds: either(self.kinds, other.kinds), commands: either(self.commands, other.commands) }
    }

    pub(crate) fn kinds_named(&self) -> Option<&BTreeSet<Kind>> {
        self.kinds.as_ref()
    }

    pub(crate) fn commands_named(&self) -> Option<&BTreeSet<CompactString>> {
        self.commands.as_ref()
    }

    /// Nothing can ever match.
    pub(crate) fn is_empty(&self) -> bool {
        self.kinds.as_ref().is_some_and(BTreeSet::is_empty) || self.commands.as_ref().is_some_and(BTreeSet::is_empty)
    }
}

fn both<T: Ord>(one: Option<BTreeSet<T>>, other: Option<BTreeSet<T>>) -> Option<BTreeSet<T>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.into_iter().filter(|word| other.contains(word)).collect()),
        (one, other) => one.or(other),
    }
}

fn either<T: Ord>(one: Option<BTreeSet<T>>, other: Option<BTreeSet<T>>) -> Option<BTreeSet<T>> {
    let (mut one, other) = (one?, other?);
    one.extend(other);
    Some(one)
}
