//! The book of what happened, as a failed expectation prints it.

use std::fmt;
use std::time::Duration;

use pollhook_core::{Act, BotId, Button, Enclosure, Media, Notice, Out, Place, Posted, Reason, Then};

/// All that happened, in order.
#[derive(Default)]
pub(super) struct Book(Vec<Line>);

pub(super) struct Line {
    at: Duration,
    pub(super) bot: BotId,
    pub(super) entry: Entry,
}

pub(super) enum Entry {
    /// The platform told the bot something.
    Told { what: String, ended: Option<Ended> },
    /// The bot did something, and the platform carried it out.
    Did { to: Place, act: Box<Act>, posted: Vec<Posted> },
    /// The bot called a method of the API.
    Called { method: String, body: String },
    /// Something else that helps to understand the rest.
    Note(String),
}

/// How something that was told ended.
#[derive(Clone, Debug)]
pub(super) enum Ended {
    Accepted,
    HandedBack,
    Buried(Reason),
    /// No route asks for events of this kind, so the platform does not tell of them.
    Untold,
    /// It was no event: the platform's own business.
    NoEvent,
}

impl Book {
    pub(super) fn write(&mut self, at: Duration, bot: BotId, entry: Entry) -> usize {
        self.0.push(Line { at, bot, entry });
        self.0.len() - 1
    }

    pub(super) fn entry_mut(&mut self, at: usize) -> Option<&mut Entry> {
        self.0.get_mut(at).map(|line| &mut line.entry)
    }

    pub(super) fn entry(&self, at: usize) -> Option<&Entry> {
        self.0.get(at).map(|line| &line.entry)
    }

    /// What the bot did in a chat, from a place in the book on.
    pub(super) fn done<'a>(
        &'a self,
        bot: &'a BotId,
        chat: &'a str,
        from: usize,
    ) -> impl DoubleEndedIterator<Item = (usize, &'a Act, &'a [Posted])> {
        self.0.iter().enumerate().skip(from).filter_map(move |(at, line)| match &line.entry {
            Entry::Did { to, act, posted } if line.bot == *bot && to.chat == chat => Some((at, &**act, &posted[..])),
            _ => None,
        })
    }

    /// Answers to a press in a chat. Where nothing waits for one, it does not say which press it is for.
    pub(super) fn answers<'a>(
        &'a self,
        bot: &'a BotId,
        chat: &'a str,
        press: &'a str,
        from: usize,
    ) -> impl Iterator<Item = &'a Notice> {
        self.0.iter().skip(from).filter_map(move |line| match &line.entry {
            Entry::Did { to, act, .. } if line.bot == *bot && to.chat == chat => match &**act {
                Act::Answer(notice) => Some(notice).filter(|_| to.press.as_deref().is_none_or(|of| of == press)),
                _ => None,
            },
            _ => None,
        })
    }
}

impl fmt::Display for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = self.0.iter().any(|line| line.bot != self.0[0].bot);
        for Line { at, bot, entry } in &self.0 {
            write!(f, "\n  {:>8.2} s  ", at.as_secs_f64())?;
            if several {
                write!(f, "{bot}: ")?;
            }
            write!(f, "{entry}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told { what, ended: Some(ended) } => write!(f, "{what}  ({ended})"),
            Self::Told { what, ended: None } => write!(f, "{what}  (not handled yet)"),
            Self::Did { to, act, .. } => write!(f, "    → {}: {}", to.chat, words(act)),
            Self::Called { method, body } => write!(f, "    → {method} {body}"),
            Self::Note(note) => write!(f, "    {note}"),
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("handled"),
            Self::HandedBack => f.write_str("handed back"),
            Self::Buried(reason) => write!(f, "a dead letter: {reason}"),
            Self::Untold => f.write_str("not told: no route asks for events of this kind"),
            Self::NoEvent => f.write_str("no event"),
        }
    }
}

/// What a bot does, in words.
pub(super) fn words(act: &Act) -> String {
    match act {
        Act::Send(out) => said(out),
        Act::Edit(posted, out) => format!("changes {} into {}", posted.id, said(out)),
        Act::Delete(posted) => format!("deletes {}", posted.id),
        Act::React(posted, emoji) => format!("puts {emoji} to {}", posted.id),
        Act::Answer(notice) => match notice {
            Notice::Brief(text) => format!("answers the press: {text:?}"),
            Notice::Alert(text) => format!("answers the press with an alert: {text:?}"),
            _ => "answers the press without a word".to_owned(),
        },
        Act::Typing => "is typing".to_owned(),
        other => other.name().to_owned(),
    }
}

fn said(out: &Out) -> String {
    let media = out.media.as_ref().map(|media| match media {
        Enclosure::Photo(media) => format!("a photo ({})", source(media)),
        other => format!("a document ({})", source(other.media())),
    });
    let text = (!out.text.is_empty()).then(|| format!("{:?}", out.text));
    let buttons =
        out.buttons.iter().map(|row| row.iter().map(button).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    let buttons = (!buttons.is_empty()).then(|| buttons.join(" / "));
    let parts: Vec<_> = [media, text, buttons].into_iter().flatten().collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("  ") }
}

fn button(button: &Button) -> String {
    match &button.then {
        Then::Open(url) => format!("[{} ↗ {url}]", button.label),
        _ => format!("[{}]", button.label),
    }
}

fn source(media: &Media) -> String {
    match media {
        Media::Path(path) => path.display().to_string(),
        Media::Bytes { name, .. } => name.clone(),
        Media::Url(url) => url.clone(),
        Media::Handle(handle) => format!("known as {handle}"),
        other => format!("{other:?}"),
    }
}
