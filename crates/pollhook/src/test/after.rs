//! What can be expected after something was handled.

use pollhook_core::Notice;

use super::book::{Ended, Entry};
use super::deliver::Delivered;
use super::expect::{Chat, Expected};
use super::net::Net;

/// The moment after something was handled. What was expected and did not happen fails the test, with the book of all
/// that did.
#[derive(Clone)]
pub struct After {
    net: Net,
    delivered: Delivered,
}

impl After {
    pub(super) fn new(net: Net, delivered: Delivered) -> Self {
        Self { net, delivered }
    }

    /// The next thing that the bot did where this happened is this.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn gets(self, expected: Expected) -> Self {
        self.chat().gets(&expected, self.delivered.entry);
        self
    }

    /// The bot said nothing more where this happened.
    ///
    /// # Panics
    /// When it did.
    #[track_caller]
    pub fn gets_nothing(self) -> Self {
        self.chat().gets_nothing(self.delivered.entry);
        self
    }

    /// The press was answered with this word.
    ///
    /// # Panics
    /// When it was not.
    #[track_caller]
    pub fn answered(self, word: &str) -> Self {
        let said = |notice: &Notice| matches!(notice, Notice::Brief(said) | Notice::Alert(said) if said == word);
        self.was_answered(said, &format!("{word:?}"))
    }

    /// The press was answered without a word, so its button waits no longer; or it never waited, as on Messenger.
    ///
    /// # Panics
    /// When it still waits, or there was a word.
    #[track_caller]
    pub fn answered_silently(self) -> Self {
        if self.net.cast().keeps_waiting() {
            return self.was_answered(|notice| *notice == Notice::Nothing, "no word");
        }
        let (press, chat) = self.press();
        match self.answers(press, chat).iter().find(|notice| **notice != Notice::Nothing) {
            None => self,
            Some(word) => self.fail(&format!("{} was answered with {word:?}", self.delivered.words)),
        }
    }

    /// It was handled well.
    ///
    /// # Panics
    /// When it was not.
    #[track_caller]
    pub fn handled(self) -> Self {
        match self.ended() {
            Some(Ended::Accepted) => self,
            other => self.fail(&format!("{} was expected to be handled, and {}", self.delivered.words, told(other))),
        }
    }

    /// It became a dead letter, whose reason has these words in it.
    ///
    /// # Panics
    /// When it did not.
    #[track_caller]
    pub fn buried(self, because: &str) -> Self {
        match self.ended() {
            Some(Ended::Buried(reason)) if reason.to_string().contains(because) => self,
            other => {
                let what =
                    format!("{} was expected to become a dead letter because of {because:?}", self.delivered.words);
                self.fail(&format!("{what}, and {}", told(other)))
            }
        }
    }

    /// Nobody handed it back, and it is no dead letter either.
    pub(super) fn never_ended(&self) -> ! {
        self.fail(&format!("{} is still not handled after a day", self.delivered.words))
    }

    #[track_caller]
    fn was_answered(self, is: impl Fn(&Notice) -> bool, expected: &str) -> Self {
        let (press, chat) = self.press();
        let answers = self.answers(press, chat);
        if answers.iter().any(is) {
            return self;
        }
        let answers: Vec<_> = answers.into_iter().map(|notice| format!("{notice:?}")).collect();
        let instead = match answers.is_empty() {
            true => "it was not answered".to_owned(),
            false => format!("it was answered {}", answers.join(", ")),
        };
        self.fail(&format!("{} was expected to be answered with {expected}, and {instead}", self.delivered.words))
    }

    /// The press that this was, and its chat.
    #[track_caller]
    fn press(&self) -> (&str, &str) {
        match (&self.delivered.press, &self.delivered.place) {
            (Some(press), Some(place)) => (press, &place.chat),
            _ => self.fail(&format!("{} is no press that could be answered", self.delivered.words)),
        }
    }

    fn answers(&self, press: &str, chat: &str) -> Vec<Notice> {
        let state = self.net.world().state();
        state.book.answers(self.net.name(), chat, press, self.delivered.entry).cloned().collect()
    }

    fn ended(&self) -> Option<Ended> {
        match self.net.world().state().book.entry(self.delivered.entry) {
            Some(Entry::Told { ended, .. }) => ended.clone(),
            _ => None,
        }
    }

    #[track_caller]
    fn chat(&self) -> Chat<'_> {
        let Some(place) = &self.delivered.place else {
            self.fail(&format!(
                "{} happened in no chat: ask who should get something, such as anna.gets(…)",
                self.delivered.words
            ))
        };
        Chat { net: &self.net, place }
    }

    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        self.net.fail(what)
    }
}

fn told(ended: Option<Ended>) -> String {
    ended.map_or_else(|| "it is not handled yet".to_owned(), |ended| format!("it is this: {ended}"))
}

impl std::fmt::Debug for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("After").field("what", &self.delivered.words).finish_non_exhaustive()
    }
}
