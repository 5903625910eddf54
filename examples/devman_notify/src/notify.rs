//! What is done about a review, and about somebody who writes to the bot.

use std::fmt;

use pollhook::prelude::*;
use serde::Deserialize;

/// One set of handlers for both bots: each hears what its platform has. `chat` is told of reviews.
pub(crate) fn app(chat: Address) -> App<Address> {
    App::with_state(chat).on(kind("review"), tell).on(command("start").about("what I am for"), introduce)
}

/// Devman has no chat to answer in, so another bot speaks.
async fn tell(Json(told): Json<Told>, State(chat): State<Address>, bots: Bots) -> Result<()> {
    let [review] = told.new_attempts;
    Reply::to(bots.get("telegram")?, chat).text(review.to_string()).await?;
    Ok(())
}

async fn introduce(chat: Chat, reply: Reply) -> Result<()> {
    let text = format!("Here you hear what your mentors say, once I am started with CHAT={}.", chat.id);
    reply.text(text).await?;
    Ok(())
}

/// What Devman answers; an event is an answer with one attempt in it.
#[derive(Deserialize)]
struct Told {
    new_attempts: [Review; 1],
}

#[derive(Deserialize)]
struct Review {
    lesson_title: String,
    lesson_url: String,
    is_negative: bool,
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_negative { "there is something to improve" } else { "it is done, on to the next one" };
        // It was a path once, and is an address now.
        let site = if self.lesson_url.starts_with('/') { "https://dvmn.org" } else { "" };
        write!(f, "“{}” was reviewed: {verdict}.\n{site}{}", self.lesson_title, self.lesson_url)
    }
}

#[cfg(test)]
mod tests;
