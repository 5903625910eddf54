//! The menu of commands that a platform shows to whoever writes to a bot.

use compact_str::CompactString;

use crate::{Answer, Call, Failure};

/// How a platform is told which commands a bot has. Pure.
pub trait Menu: Send + Sync + 'static {
    /// Shows these, in this order, in place of all that were shown before; `None` where it can show none of them.
    fn set(&self, entries: &[MenuEntry]) -> Option<Call>;

    /// Reads the answer.
    ///
    /// # Errors
    /// What the platform said.
    fn read(&self, answer: &Answer) -> Result<(), Failure>;
}

/// One line of a menu.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MenuEntry {
    /// The command, in lower case and without its sign.
    pub command: CompactString,
    /// What it is for.
    pub about: String,
}
