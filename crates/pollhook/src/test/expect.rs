//! What a test expects a bot to do, in words that a failure can repeat.

use pollhook_core::{Act, Enclosure, Out};

use super::book::words;
use super::net::Net;
use super::stage::Place;

/// Something that a bot is expected to do. A message is more than its text, and so is what is expected of it:
///
/// ```
/// use pollhook::test::{edit, photo, text};
///
/// let menu = photo().text("What would you like?").buttons(["Pizza", "Soup"]);
/// let paid = edit(text("Paid. It is in the oven."));
/// # let _ = (menu, paid);
/// ```
#[must_use = "nothing is expected before somebody gets it"]
pub struct Expected {
    sort: Sort,
    words: Vec<String>,
    holds: Vec<Holds>,
}

/// What has to hold for a message.
type Holds = Box<dyn Fn(&Out) -> bool>;

/// What a bot can do that people see.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Sort {
    Message,
    Edit,
    Delete,
    Reaction(String),
    Typing,
}

/// A message with exactly this text, or this caption.
pub fn text(text: impl Into<String>) -> Expected {
    anything().text(text)
}

/// A message with these words somewhere in it.
pub fn containing(part: impl Into<String>) -> Expected {
    anything().containing(part)
}

/// A message with a picture.
pub fn photo() -> Expected {
    anything().that("a photo", |out| matches!(out.media, Some(Enclosure::Photo(_))))
}

/// A message with a file.
pub fn document() -> Expected {
    anything().that("a document", |out| matches!(out.media, Some(Enclosure::Document(_))))
}

/// Any message.
pub fn anything() -> Expected {
    Expected { sort: Sort::Message, words: Vec::new(), holds: Vec::new() }
}

/// A message that is changed into this.
pub fn edit(into: Expected) -> Expected {
    Expected { sort: Sort::Edit, ..into }
}

/// A message that is taken back.
pub fn deleted() -> Expected {
    Expected { sort: Sort::Delete, ..anything() }
}

/// An emoji put to a message.
pub fn reaction(emoji: impl Into<String>) -> Expected {
    Expected { sort: Sort::Reaction(emoji.into()), ..anything() }
}

/// The sign that an answer is being written.
pub fn typing() -> Expected {
    Expected { sort: Sort::Typing, ..anything() }
}

impl Expected {
    /// With exactly this text or caption.
    pub fn text(self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.that(format!("the text {text:?}"), move |out| out.text == text)
    }

    /// With these words somewhere in it.
    pub fn containing(self, part: impl Into<String>) -> Self {
        let part = part.into();
        self.that(format!("{part:?} in its text"), move |out| out.text.contains(&part))
    }

    /// With buttons that are labelled so, row by row and from left to right, and no others.
    pub fn buttons<'a>(self, labels: impl IntoIterator<Item = &'a str>) -> Self {
        let labels: Vec<_> = labels.into_iter().map(str::to_owned).collect();
        self.that(format!("the buttons {}", labels.join(", ")), move |out| {
            out.buttons.iter().flatten().map(|button| &button.label).eq(&labels)
        })
    }

    /// With whatever you look for; `words` say it when it is missing.
    pub fn that(mut self, words: impl Into<String>, holds: impl Fn(&Out) -> bool + 'static) -> Self {
        self.words.push(words.into());
        self.holds.push(Box::new(holds));
        self
    }

    /// Whether an act is of the sort that is looked for.
    fn concerns(&self, act: &Act) -> bool {
        matches!(
            (&self.sort, act),
            (Sort::Message, Act::Send(_))
                | (Sort::Edit, Act::Edit(..))
                | (Sort::Delete, Act::Delete(_))
                | (Sort::Reaction(_), Act::React(..))
                | (Sort::Typing, Act::Typing)
        )
    }

    fn is(&self, act: &Act) -> bool {
        match (&self.sort, act) {
            (Sort::Message, Act::Send(out)) | (Sort::Edit, Act::Edit(_, out)) => {
                self.holds.iter().all(|holds| holds(out))
            }
            (Sort::Reaction(emoji), Act::React(_, put)) => put == emoji.as_str(),
            _ => self.concerns(act),
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.sort {
            Sort::Message => f.write_str("a message")?,
            Sort::Edit => f.write_str("a message changed into one")?,
            Sort::Delete => f.write_str("a message deleted")?,
            Sort::Reaction(emoji) => write!(f, "the reaction {emoji}")?,
            Sort::Typing => f.write_str("\"is typing\"")?,
        }
        for (at, words) in self.words.iter().enumerate() {
            write!(f, "{} {words}", if at == 0 { " with" } else { " and" })?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expected({self})")
    }
}

/// A chat as whoever reads it sees it.
pub(super) struct Chat<'a> {
    pub(super) net: &'a Net,
    pub(super) place: &'a Place,
}

impl Chat<'_> {
    /// The next thing of this sort that the bot did here, not before `from`, is this.
    #[track_caller]
    pub(super) fn gets(&self, expected: &Expected, from: usize) {
        let found = self.look(from, |act| expected.concerns(act));
        match found {
            Some((at, act)) if expected.is(&act) => self.read_up_to(at + 1),
            Some((_, act)) => self.fail(&format!("{expected}\nbut the bot did this:\n    {}", words(&act))),
            None => self.fail(&format!("{expected}\nbut there was nothing more of that sort")),
        }
    }

    /// The bot said nothing more here.
    #[track_caller]
    pub(super) fn gets_nothing(&self, from: usize) {
        if let Some((_, act)) = self.look(from, |act| matches!(act, Act::Send(_) | Act::Edit(..))) {
            self.fail(&format!("nothing\nbut the bot did this:\n    {}", words(&act)));
        }
    }

    fn look(&self, from: usize, is_wanted: impl Fn(&Act) -> bool) -> Option<(usize, Act)> {
        let (bot, chat) = (self.net.name(), &self.place.chat);
        let state = self.net.world().state();
        let read = state.read.get(&(bot.clone(), chat.to_string())).copied().unwrap_or_default();
        let mut done = state.book.done(bot, chat, read.max(from));
        done.find(|(_, act, _)| is_wanted(act)).map(|(at, act, _)| (at, act.clone()))
    }

    fn read_up_to(&self, at: usize) {
        let key = (self.net.name().clone(), self.place.chat.to_string());
        self.net.world().state().read.insert(key, at);
    }

    #[track_caller]
    fn fail(&self, what: &str) -> ! {
        let chat = self.place.title.as_deref().unwrap_or(&self.place.chat);
        self.net.fail(&format!("expected in the chat {chat}: {what}"))
    }
}
