//! A bot that reviews pull requests: `/review` in a comment starts a job of ten minutes, `/ping` is answered meanwhile.
//!
//! ```sh
//! cargo run -p review_bot                     # no token: GitHub is simulated on this machine, and reviews are short
//! MODE=webhook cargo run -p review_bot        # the same, and GitHub calls
//!
//! # The real thing: a token that may comment, a repository, and a program that is given the address of a pull request
//! # and prints what it thinks of it.
//! REVIEWER_TOKEN=github_pat_… WATCH=octocat/hello-world REVIEWER=./review.sh cargo run -p review_bot
//! ```
//!
//! `review.rs` is the bot. `reviewer.rs` is who reads the pull requests: your program, or somebody who only pretends to.
//! `rehearsal.rs` is the simulated GitHub. It stops the bot in the middle of a review: by polling that review is done again
//! at the next start; by webhook GitHub would not tell it again, so it is kept as a dead letter.

mod rehearsal;
mod review;
mod reviewer;

use crate::reviewer::Reviewer;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bot.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    if std::env::var_os("REVIEWER_TOKEN").is_none() {
        return rehearsal::run(CONFIG).await;
    }
    let program = std::env::var("REVIEWER").map_err(|_| pollhook::Error::msg("REVIEWER names no program"))?;
    pollhook::run(CONFIG, review::app(Reviewer::Program(program.into()))).await
}
