//! The config of a contestant, as an author would write it.

use std::net::SocketAddr;

use crate::bot::Hears;
use crate::{devman, facebook, github, paged, pushed, telegram};

/// Which social network it is, and by which door.
#[derive(Clone, Debug)]
pub enum Door {
    /// Telegram at this API, by long polling.
    LongPoll(String),
    /// Telegram at this API, by short polling.
    ShortPoll(String),
    /// Telegram at this API, which calls this address.
    Webhook(String, SocketAddr),
    /// The scripted platform whose client holds the cursor, at this API.
    Paged(String),
    /// A platform of this name that speaks as the scripted `Pushed` does, and calls this address.
    Pushed(&'static str, SocketAddr),
    /// Devman at this API.
    Devman(String),
    /// Messenger at this API, which calls this address.
    Messenger(String, SocketAddr),
    /// GitHub at this API.
    GitHubPolling(String),
    /// GitHub at this API, which calls this address.
    GitHubWebhook(String, SocketAddr),
}

impl Door {
    /// What there is to listen to.
    #[must_use]
    pub fn hears(&self) -> Hears {
        match self {
            Self::Devman(_) => Hears::Reviews,
            _ => Hears::Messages,
        }
    }
}

/// The path of every webhook here.
pub const PATH: &str = "/hook";

/// The config for a door. `more` is added as it stands: keys of no section first.
#[must_use]
pub fn config(door: &Door, more: &str) -> String {
    let (platform, token, source) = match door {
        Door::LongPoll(api) => ("telegram", telegram::TOKEN, polling(api)),
        Door::ShortPoll(api) => ("telegram", telegram::TOKEN, polling(api) + SHORT),
        Door::Webhook(api, to) => ("telegram", telegram::TOKEN, format!("api = \"{api}\"\n{}", webhook(*to))),
        Door::Paged(api) => ("paged", paged::TOKEN, polling(api)),
        Door::Pushed(name, to) => (*name, "none-is-needed", webhook(*to)),
        // A question that the server lets go within half of its time would slow down asking.
        Door::Devman(api) => ("devman", devman::TOKEN, polling(api) + "[polling]\ntimeout = \"1s\"\n"),
        Door::Messenger(api, to) => {
            let verify = facebook::VERIFY_TOKEN;
            let bot = format!("api = \"{api}\"\nverify_token = \"{verify}\"\n");
            ("messenger", facebook::TOKEN, bot + &webhook(*to))
        }
        Door::GitHubPolling(api) => ("github", github::TOKEN, format!("{WATCH}history = \"all\"\n{}", polling(api))),
        Door::GitHubWebhook(api, to) => ("github", github::TOKEN, format!("{WATCH}api = \"{api}\"\n{}", webhook(*to))),
    };
    let (top, sections) = more.split_at(more.find('[').unwrap_or(more.len()));
    format!("{top}[bot]\nplatform = \"{platform}\"\ntoken = \"{token}\"\n{source}\n{sections}")
}

fn polling(api: &str) -> String {
    format!("api = \"{api}\"\n[source]\nmode = \"polling\"\nack = \"handled\"\n")
}

const SHORT: &str = "[polling]\nstyle = \"short\"\ninterval = \"50ms\"\n";
const WATCH: &str = "watch = \"octocat/hello-world\"\n";

fn webhook(to: SocketAddr) -> String {
    format!(
        "[source]\nmode = \"webhook\"\nack = \"handled\"\n[webhook]\nurl = \"http://{to}{PATH}\"\n\
         secret = \"{}\"\n[server]\nlisten = \"{to}\"\n",
        pushed::SECRET
    )
}
