//! A place where several talk.

use super::expect::{Chat, Expected};
use super::net::Net;
use super::stage::Place;

/// A group; on GitHub an issue. People come and talk in it.
#[derive(Clone)]
pub struct Group {
    net: Net,
    pub(super) place: Place,
}

impl Group {
    pub(super) fn new(net: Net, place: Place) -> Self {
        Self { net, place }
    }

    /// Its id, as an [`Address`](pollhook_core::Address) has it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.place.chat
    }

    /// The next thing that the bot did in it is this.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn gets(&self, expected: Expected) -> &Self {
        self.chat().gets(&expected, 0);
        self
    }

    /// The bot said nothing more in it.
    ///
    /// # Panics
    /// When it did.
    #[track_caller]
    pub fn gets_nothing(&self) -> &Self {
        self.chat().gets_nothing(0);
        self
    }

    fn chat(&self) -> Chat<'_> {
        Chat { net: &self.net, place: &self.place }
    }
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Group").field(&self.place).finish()
    }
}
