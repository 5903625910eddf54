//! What is done about a review, and about somebody who writes to the bot.

use std::fmt;

use pollhook::prelude::*;
use serde::Deserialize;

/// One set of handlers for both bots: each hears what its platform has. `student` is where reviews are told.
pub(crate) fn app(student: Address) -> App<Address> {
    App::with_state(student).on(kind("review"), tell).on(command("start").about("what I am for"), introduce)
}

/// Devman has no chat to answer in, so another bot speaks.
async fn tell(Json(told): Json<Told>, State(student): State<Address>, bots: Bots) -> Result<()> {
    let [review] = told.new_attempts;
    bots.to(&student)?.text(review.to_string()).await?;
    Ok(())
}

/// An address is a line of text, so it can be kept anywhere.
async fn introduce(here: Address, reply: Reply) -> Result<()> {
    let text = format!("Here you hear what your mentors say, once I am started with STUDENT={here}");
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
