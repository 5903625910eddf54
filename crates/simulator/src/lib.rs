//! A simulated social network over real HTTP.
//!
//! It stands in for the platforms that bots live on, as two services on two ports: the *API service* that bots call,
//! and the *notification service* that calls bots. It knows the habits of the real thing (throttles, conflicts,
//! lifetimes, the schedule of retries), breaks on demand, and counts what passes the wire. It depends on none of the
//! crates that it is used to judge. It speaks plain HTTP only, so a webhook with an `https` address can be set, but each
//! push to it fails.
//!
//! Four platforms live side by side on the same two ports; the path says whose a request is. What has no name before it
//! here ([`Bot`], [`User`], [`Chat`]) is Telegram's; the others are [`facebook`] (Messenger), [`github`] and [`devman`].
//!
//! ```
//! use pollhook_simulator::{Network, Options};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let network = Network::start(Options::default()).await?;
//! let bot = network.bot("1:secret").expect("this is what a token looks like");
//! let anna = network.user("Anna");
//! let chat = anna.chat();
//! chat.add(&bot);
//!
//! // A client works on `{network.api_url()}/bot1:secret/getUpdates` …
//! let happened = anna.says(&chat, "hi");
//! assert_eq!(happened.updates[&bot.id()], 1);
//! assert_eq!(bot.pending(), 1);
//! // … and what it sends arrives at `network.sent()`.
//! network.stop().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod calendar;
mod clock;
mod counter;
mod counters;
pub mod devman;
pub mod facebook;
mod faults;
pub mod github;
mod lanes;
mod lines;
mod log;
mod multipart;
mod network;
mod notes;
mod options;
mod parcel;
mod post;
mod secret;
mod server;
mod signature;
mod site;
mod switch;
mod tap;
mod telegram;
mod visit;
mod wire;

pub use counters::{Counters, Traffic};
pub use faults::{Conflict, Door, Fault, Faults, UnknownFault};
pub use log::{Exchange, What};
pub use network::Network;
pub use notes::Note;
pub use options::Options;
pub use signature::Forgery;
pub use tap::Tap;
pub use telegram::bot::{Bot, Glance};
pub use telegram::chats::Barrier;
pub use telegram::ledger::{Fate, Record};
pub use telegram::limits::Limits;
pub use telegram::people::{Chat, Happened, User};
pub use telegram::sent::{Sent, SentStream};
pub use telegram::world::Standing;
