//! What a filter says of itself before there is an event: to whoever shows the routes, and to users.

use compact_str::CompactString;

/// What filters say of themselves; see [`Filter::describe`](crate::Filter::describe).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Description {
    commands: Vec<NamedCommand>,
    flaws: Vec<String>,
    captures: bool,
}

impl Description {
    /// It is about a command.
    pub fn command(&mut self, command: NamedCommand) {
        self.commands.push(command);
    }

    /// It can match nothing, because it is written wrongly: told at the start, with its route.
    pub fn flaw(&mut self, why: impl Into<String>) {
        self.flaws.push(why.into());
    }

    /// It has a pattern: [`Filter::captures`](crate::Filter::captures) is asked for each event that it matches, and of no
    /// other filter.
    pub fn pattern(&mut self) {
        self.captures = true;
    }

    pub(crate) fn captures(&self) -> bool {
        self.captures
    }

    /// The commands that it is about, in order.
    #[must_use]
    pub fn commands(&self) -> &[NamedCommand] {
        &self.commands
    }

    /// What is wrong with it.
    #[must_use]
    pub fn flaws(&self) -> &[String] {
        &self.flaws
    }
}

/// A command that an app has.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NamedCommand {
    /// Its name, in lower case and without its sign.
    pub name: CompactString,
    /// What it is for, if that was said; one without is not shown to users.
    pub about: Option<String>,
}

impl NamedCommand {
    /// A command of this name, for this.
    pub fn new(name: impl Into<CompactString>, about: Option<String>) -> Self {
        Self { name: name.into(), about }
    }
}
