//! A bot that greets whoever opens a first issue in a repository.
//!
//! ```sh
//! cargo run -p github_bot                     # no token: GitHub is simulated on this machine, and asked again and again
//! MODE=webhook cargo run -p github_bot        # the same, and GitHub calls
//!
//! # The real thing, by polling: a token that may write issues, and a repository.
//! GREETER_TOKEN=github_pat_… WATCH=octocat/hello-world cargo run -p github_bot
//! # … and by webhook: the token must be allowed to set webhooks, too, and GitHub must reach the address.
//! MODE=webhook WEBHOOK_URL=https://bot.example.org/github WEBHOOK_SECRET=… GREETER_TOKEN=… WATCH=… cargo run -p github_bot
//! ```
//!
//! `greet.rs` is the bot: it does not know by which door GitHub tells. `rehearsal.rs` is the simulated GitHub.

mod greet;
mod rehearsal;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bot.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    if std::env::var_os("GREETER_TOKEN").is_none() {
        return rehearsal::run(CONFIG).await;
    }
    pollhook::run(CONFIG, greet::app()).await
}
