//! The network of a test, as one bot stands in it.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{BotId, Bytes, Stats};
use serde_json::Value;

use super::book::Entry;
use super::cast::Cast;
use super::fault::Fault;
use super::group::Group;
use super::letters::Letter;
use super::stage::{Deed, Happening, News, Person, Place};
use super::telling::Telling;
use super::user::User;
use super::world::World;

/// The played network, as one bot stands in it: who uses the bot, what it is told, what goes wrong. Cheap to clone; clones
/// are the same.
#[derive(Clone)]
pub struct Net {
    cast: Arc<[Arc<Cast>]>,
    at: usize,
}

impl Net {
    pub(super) fn new(cast: Arc<[Arc<Cast>]>) -> Self {
        Self { cast, at: 0 }
    }

    /// The same network, as another bot of the process stands in it.
    ///
    /// # Panics
    /// When no bot is called so.
    #[must_use]
    #[track_caller]
    pub fn bot(&self, name: &str) -> Self {
        let found = self.cast.iter().position(|cast| cast.name == *name);
        let at = found.unwrap_or_else(|| panic!("no bot of this test is called {name:?}"));
        Self { at, ..self.clone() }
    }

    /// Somebody new who uses the bot.
    #[must_use]
    pub fn user(&self, name: &str) -> User {
        let person = Person::new(self.world().next_person(), name);
        let room = self.cast().stage.room(&person);
        User::new(self.clone(), person, room)
    }

    /// A new group; on GitHub an issue of this title.
    ///
    /// # Panics
    /// Where there are no groups.
    #[must_use]
    #[track_caller]
    pub fn group(&self, title: &str) -> Group {
        let place = self.cast().stage.group(self.world().next_group(), title);
        Group::new(self.clone(), place.unwrap_or_else(|unplayable| self.fail(&unplayable.0)))
    }

    /// Tells the bot of an event of this kind, in the platform's own words: its content, or the whole document.
    ///
    /// ```
    /// # use pollhook::prelude::*;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # async fn thanks() {}
    /// # let net = pollhook::test(App::new().on(kind("poll"), thanks)).as_platform("telegram");
    /// let poll = json!({ "id": "1", "question": "Pizza?", "options": [], "total_voter_count": 0, "is_closed": true });
    /// net.tell("poll", poll).await.handled();
    /// # }
    /// ```
    #[track_caller]
    pub fn tell(&self, kind: &str, content: impl Into<Value>) -> Telling {
        self.tell_raw(kind, &Bytes::from(content.into().to_string()))
    }

    /// Tells the same thing again, as platforms do that missed the answer. It is what was told last.
    ///
    /// # Panics
    /// When nothing was told.
    #[track_caller]
    pub fn redeliver_last(&self) -> Telling {
        let Some(last) = self.cast().all_told().last().cloned() else {
            self.fail("nothing was told that could be told again")
        };
        let delivered = self.cast().deliver(last.told, format!("again: {}", last.words), last.place);
        Telling::new(self.clone(), delivered)
    }

    /// Lets the next thing that the bot sends go wrong: by a status such as 503, or by a [`Fault`].
    pub fn fail_next_send(&self, fault: impl Into<Fault>) {
        self.world().state().faults.push_back(fault.into());
    }

    /// Lets everything go wrong that the bot sends, until the network [recovers](Self::recover).
    pub fn fail_sends(&self, fault: impl Into<Fault>) {
        self.world().state().broken = Some(fault.into());
    }

    /// Nothing goes wrong any more.
    pub fn recover(&self) {
        let mut state = self.world().state();
        state.broken = None;
        state.faults.clear();
    }

    /// Says what the platform answers when the bot [calls](pollhook_dispatcher::Reply::call) a method, by its parameters.
    pub fn on_call(&self, method: &str, answer: impl Fn(&Value) -> Value + Send + Sync + 'static) {
        self.world().state().scripts.insert(method.to_owned(), Arc::new(answer));
    }

    /// Says what is in the files that the bot downloads, by their handles.
    pub fn on_download<B: Into<Bytes>>(&self, file: impl Fn(&str) -> B + Send + Sync + 'static) {
        self.world().state().files = Some(Arc::new(move |handle| file(handle).into()));
    }

    /// Lets time pass, and all that is due in it happen.
    pub async fn advance(&self, by: Duration) {
        tokio::time::sleep(by).await;
    }

    /// Events that were given up on, oldest first, of all bots.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<Letter> {
        self.world().state().letters.clone()
    }

    /// What was counted about this bot.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        &self.cast().stats
    }

    /// All that happened so far, to be printed.
    #[must_use]
    pub fn story(&self) -> String {
        self.world().state().book.to_string()
    }

    #[track_caller]
    pub(super) fn tell_raw(&self, kind: &str, content: &Bytes) -> Telling {
        let what = if kind.is_empty() { "an event".to_owned() } else { format!("an event of the kind {kind}") };
        self.told(&News::new(kind, content.clone()), what, None)
    }

    #[track_caller]
    pub(super) fn happens(&self, by: &Person, at: &Place, deed: Deed<'_>, words: String) -> Telling {
        let (cast, world) = (self.cast(), self.world());
        let happening = Happening { number: world.next_event(), wall: world.now().wall, by, at, deed };
        let news =
            cast.stage.tell(&happening).unwrap_or_else(|unplayable| self.fail(&format!("{words}: {unplayable}")));
        self.told(&news, words, Some(at.clone()))
    }

    #[track_caller]
    fn told(&self, news: &News, words: String, place: Option<Place>) -> Telling {
        let told = self.cast().told(news).unwrap_or_else(|why| self.fail(&format!("{words}: {why}")));
        Telling::new(self.clone(), self.cast().deliver(told, words, place))
    }

    pub(super) fn cast(&self) -> &Arc<Cast> {
        &self.cast[self.at]
    }

    pub(super) fn all(&self) -> &[Arc<Cast>] {
        &self.cast
    }

    pub(super) fn world(&self) -> &Arc<World> {
        &self.cast().world
    }

    pub(super) fn name(&self) -> &BotId {
        &self.cast().name
    }

    pub(super) fn note(&self, note: &str) {
        self.world().note(self.name(), Entry::Note(note.to_owned()));
    }

    /// Fails the test, with all that happened.
    #[track_caller]
    pub(super) fn fail(&self, what: &str) -> ! {
        let story = self.story();
        let story = if story.is_empty() { " nothing".to_owned() } else { story };
        panic!("{what}\nwhat happened so far:{story}\n")
    }
}

impl std::fmt::Debug for Net {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Net").field("bot", self.name()).finish_non_exhaustive()
    }
}
