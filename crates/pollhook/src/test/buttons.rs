//! What can be pressed in a chat, as whoever looks at it sees it: messages that were changed as they are now, and none that
//! were deleted.

use pollhook_core::{Act, BotId, Button, Out, Posted as Made, Then};

use super::book::Book;
use super::stage::Posted;

/// A message of the bot, and its buttons.
pub(super) struct Shown {
    pub(super) message: Posted,
    buttons: Vec<Button>,
}

/// A button that cannot be pressed, and why.
pub(super) enum Dead {
    Missing,
    OpensAnAddress,
}

/// The messages that a chat shows, oldest first.
pub(super) fn shown(book: &Book, bot: &BotId, chat: &str) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (_, act, made) in book.done(bot, chat, 0) {
        match act {
            Act::Send(out) => shown.push(Shown::new(made.last().map(|made| made.id.as_str()), out, made)),
            Act::Edit(changed, out) => {
                remove(&mut shown, changed);
                shown.push(Shown::new(Some(&changed.id), out, made));
            }
            Act::Delete(gone) => remove(&mut shown, gone),
            _ => {}
        }
    }
    shown
}

/// The newest message that has a button with this label, and what the bot put into it.
pub(super) fn find(shown: Vec<Shown>, label: &str) -> Result<(Posted, String), Dead> {
    let has = |shown: &Shown| shown.buttons.iter().position(|button| button.label == label);
    let found = shown.into_iter().rev().find_map(|shown| has(&shown).map(|at| (shown, at)));
    let (mut shown, at) = found.ok_or(Dead::Missing)?;
    match shown.buttons.swap_remove(at).then {
        Then::Press(data) => Ok((shown.message, data.into())),
        _ => Err(Dead::OpensAnAddress),
    }
}

impl Shown {
    fn new(id: Option<&str>, out: &Out, made: &[Made]) -> Self {
        let media = made.iter().find_map(|made| made.media.clone());
        let message = Posted { id: id.unwrap_or_default().into(), text: out.text.clone(), media };
        Self { message, buttons: out.buttons.iter().flatten().cloned().collect() }
    }
}

fn remove(shown: &mut Vec<Shown>, gone: &Made) {
    shown.retain(|shown| shown.message.id != gone.id);
}
