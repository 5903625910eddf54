//! Somebody who uses a bot.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use pollhook_core::MediaKind;

use super::buttons::{self, Dead};
use super::expect::{Chat, Expected};
use super::group::Group;
use super::net::Net;
use super::stage::{Deed, Person, Place};
use super::telling::Telling;

/// Somebody who uses a bot. What they do is told to the bot at once; await it to see it handled.
#[derive(Clone)]
pub struct User {
    net: Net,
    person: Person,
    room: Place,
    /// The number of the last thing that they said, and where.
    last: Arc<AtomicU64>,
}

impl User {
    pub(super) fn new(net: Net, person: Person, room: Place) -> Self {
        Self { net, person, room, last: Arc::default() }
    }

    /// Prefers this language, as their client tells the platform.
    #[must_use]
    pub fn speaking(mut self, language: impl Into<String>) -> Self {
        self.person.language = Some(language.into());
        self
    }

    /// Their id, as [`Sender`](pollhook_core::Sender) has it.
    #[must_use]
    pub fn id(&self) -> String {
        self.person.number.to_string()
    }

    /// The id of the chat where they and the bot talk, as an [`Address`](pollhook_core::Address) has it.
    #[must_use]
    pub fn chat_id(&self) -> &str {
        &self.room.chat
    }

    /// Says something to the bot.
    #[track_caller]
    pub fn says(&self, text: &str) -> Telling {
        self.speak(&self.room, text, None, format!("{}: {text:?}", self.person.name))
    }

    /// Says something in a group.
    #[track_caller]
    pub fn says_in(&self, group: &Group, text: &str) -> Telling {
        let words = format!("{} in {}: {text:?}", self.person.name, name(&group.place));
        self.speak(&group.place, text, None, words)
    }

    /// Sends the bot a picture, with a caption unless that is empty.
    #[track_caller]
    pub fn sends_photo(&self, caption: &str) -> Telling {
        self.sends(MediaKind::Photo, caption)
    }

    /// Sends the bot something, with a caption unless that is empty.
    #[track_caller]
    pub fn sends(&self, media: MediaKind, caption: &str) -> Telling {
        let words = format!("{} sends a {}: {caption:?}", self.person.name, format!("{media:?}").to_lowercase());
        self.speak(&self.room, caption, Some(media), words)
    }

    /// Changes the last thing that they said to the bot.
    ///
    /// # Panics
    /// When they have said nothing.
    #[track_caller]
    pub fn edits(&self, text: &str) -> Telling {
        let message = self.last.load(Relaxed);
        if message == 0 {
            self.net.fail(&format!("{} has said nothing that could be changed", self.person.name));
        }
        let words = format!("{} changes it into {text:?}", self.person.name);
        self.does(&self.room, Deed::Edits { message, text }, words)
    }

    /// Presses the button with this label, below the newest message that has one.
    ///
    /// # Panics
    /// When there is no such button.
    #[track_caller]
    pub fn presses(&self, label: &str) -> Telling {
        self.press(&self.room, label)
    }

    /// Presses the button with this label, below the newest message in a group that has one.
    ///
    /// # Panics
    /// When there is no such button.
    #[track_caller]
    pub fn presses_in(&self, group: &Group, label: &str) -> Telling {
        self.press(&group.place, label)
    }

    /// Comes into a group.
    #[track_caller]
    pub fn joins(&self, group: &Group) -> Telling {
        let words = format!("{} joins {}", self.person.name, name(&group.place));
        self.does(&group.place, Deed::Joins, words)
    }

    /// Leaves a group.
    #[track_caller]
    pub fn leaves(&self, group: &Group) -> Telling {
        let words = format!("{} leaves {}", self.person.name, name(&group.place));
        self.does(&group.place, Deed::Leaves, words)
    }

    /// Opens an issue with this text: the group is the issue, and its title the title.
    #[track_caller]
    pub fn opens(&self, group: &Group, text: &str) -> Telling {
        let title = name(&group.place);
        let words = format!("{} opens {title}: {text:?}", self.person.name);
        self.does(&group.place, Deed::Opens { title, text }, words)
    }

    /// The next thing that the bot did in their chat is this, whoever caused it.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn gets(&self, expected: Expected) -> &Self {
        self.chat().gets(&expected, 0);
        self
    }

    /// The bot said nothing more in their chat.
    ///
    /// # Panics
    /// When it did.
    #[track_caller]
    pub fn gets_nothing(&self) -> &Self {
        self.chat().gets_nothing(0);
        self
    }

    fn chat(&self) -> Chat<'_> {
        Chat { net: &self.net, place: &self.room }
    }

    #[track_caller]
    fn speak(&self, place: &Place, text: &str, media: Option<MediaKind>, words: String) -> Telling {
        let message = self.net.world().next_message();
        if *place == self.room {
            self.last.store(message, Relaxed);
        }
        self.does(place, Deed::Says { message, text, media }, words)
    }

    #[track_caller]
    fn press(&self, place: &Place, label: &str) -> Telling {
        let words = format!("{} presses [{label}]", self.person.name);
        let shown = buttons::shown(&self.net.world().state().book, self.net.name(), &place.chat);
        let (on, data) = buttons::find(shown, label).unwrap_or_else(|dead| match dead {
            Dead::Missing => self.net.fail(&format!("{words}, and there is no such button")),
            Dead::OpensAnAddress => {
                self.net.fail(&format!("{words}, which opens an address and tells the bot nothing"))
            }
        });
        self.does(place, Deed::Presses { on: &on, label, data: &data }, words)
    }

    #[track_caller]
    fn does(&self, place: &Place, deed: Deed<'_>, words: String) -> Telling {
        self.net.happens(&self.person, place, deed, words)
    }
}

fn name(place: &Place) -> &str {
    place.title.as_deref().unwrap_or(&place.chat)
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("User").field(&self.person).finish()
    }
}
