//! Which routes an event could match, without asking their filters: a thousand routes cost as much as ten.
//!
//! Pure. It gives candidates in order of registration; the filters still decide, so the first match is the same as that
//! of a plain loop over all routes.

use std::collections::{BTreeMap, HashMap};

use compact_str::CompactString;
use pollhook_core::{Context, Kind};

use crate::filter::Scope;

/// Routes by kind and command. Kinds are few and short, so a tree finds one faster than a hash.
#[derive(Debug, Default)]
pub(crate) struct Index {
    by_kind: BTreeMap<Kind, Candidates>,
    /// For kinds that no route names.
    others: Candidates,
}

/// Routes in order of registration. Those that name no kind stand in every one of these.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// Whoever caused an event of this kind is kept waiting for an answer.
    awaited: bool,
    any: Vec<usize>,
    by_command: HashMap<CompactString, Vec<usize>>,
}

impl Index {
    /// An index over routes, by the scopes of their filters; and over the kinds whose sender is kept waiting.
    pub(crate) fn new(scopes: &[Scope], awaited: &[&str]) -> Self {
        let mut index = Self::default();
        for kind in awaited {
            index.by_kind.entry(Kind::from(*kind)).or_default().awaited = true;
        }
        for kind in scopes.iter().filter_map(Scope::kinds_named).flatten() {
            index.by_kind.entry(kind.clone()).or_default();
        }
        for (route, scope) in scopes.iter().enumerate() {
            match scope.kinds_named() {
                Some(kinds) => {
                    kinds.iter().for_each(|kind| index.by_kind.entry(kind.clone()).or_default().add(route, scope));
                }
                None => index.by_kind.values_mut().chain([&mut index.others]).for_each(|c| c.add(route, scope)),
            }
        }
        index
    }

    /// The routes that could match, in order of registration. Reads the message only where a route names a command.
    pub(crate) fn candidates(&self, cx: &Context) -> impl Iterator<Item = usize> + use<'_> {
        let candidates = self.of(cx.event().kind());
        let mut any = candidates.any.iter().copied().peekable();
        let mut named = candidates.named(cx).iter().copied().peekable();
        std::iter::from_fn(move || match (any.peek(), named.peek()) {
            (Some(a), Some(n)) if n < a => named.next(),
            (Some(_), _) => any.next(),
            (None, _) => named.next(),
        })
    }

    /// What could match an event of this kind. Looks at nothing but the kind.
    pub(crate) fn of(&self, kind: &Kind) -> &Candidates {
        self.by_kind.get(kind).unwrap_or(&self.others)
    }
}

impl Candidates {
    /// Whether no route could match.
    pub(crate) fn is_empty(&self) -> bool {
        self.any.is_empty() && self.by_command.is_empty()
    }

    /// Whether whoever caused the event is kept waiting for an answer.
    pub(crate) fn is_awaited(&self) -> bool {
        self.awaited
    }

    fn add(&mut self, route: usize, scope: &Scope) {
        match scope.commands_named() {
            Some(commands) => {
                commands.iter().for_each(|name| self.by_command.entry(name.clone()).or_default().push(route));
            }
            None => self.any.push(route),
        }
    }

    fn named(&self, cx: &Context) -> &[usize] {
        if self.by_command.is_empty() {
            return &[];
        }
        let command = cx.message().and_then(|message| message.command.as_ref());
        command.and_then(|command| self.by_command.get(&command.name)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
