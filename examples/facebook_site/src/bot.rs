//! What the bot does.

use pollhook::prelude::*;

use crate::guest_book::{Entry, GuestBook};

pub(crate) fn app(book: GuestBook) -> App<GuestBook> {
    App::with_state(book).on(message().with_text(), write).on(message(), explain)
}

/// Writes what somebody says into the guest book, and tells them.
///
/// The book takes an event once, so this may run again: after a reply that did not get through, or after a crash.
async fn write(event: Event, message: Message, State(book): State<GuestBook>, reply: Reply) -> Result<()> {
    let number = book.write(Entry::of(&event, message));
    reply.text(format!("Thank you! Yours is entry {number} of our guest book.")).await?;
    Ok(())
}

/// A picture, a voice, a sticker: nothing for a book.
async fn explain(reply: Reply) -> Result<()> {
    reply.text("Thank you! Our guest book takes words only.").await?;
    Ok(())
}
