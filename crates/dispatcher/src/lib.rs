//! Runs a bot's handlers: order per key, retries, dead letters, an orderly end.
//!
//! An [`App`] says what a bot does; a [`Dispatcher`] does it. It stands behind an
//! [`EventSink`](pollhook_core::EventSink) and knows only the core: neither platforms nor transports.
//!
//! The way of an event: [`admit`](pollhook_core::Admit::admit) enters it into the *lane* of its key; at the head of the
//! lane its *route* is chosen; its handler is called, in place if that is a matter of microseconds; the outcome is
//! settled, or the event waits in its lane for another try, is handed back, or becomes a dead letter.
//!
//! Deliberately absent: sockets, clocks other than the one passed in, tasks that nobody awaits, queues without a bound.

mod admit;
mod app;
mod bury;
mod call;
mod describe;
mod dispatcher;
mod drain;
mod engine;
mod extract;
mod fail;
mod failure;
mod filter;
mod hand_back;
mod handler;
mod help;
mod hooks;
mod in_place;
mod index;
mod interests;
mod lanes;
mod layer;
pub mod letters;
#[cfg(all(test, loom))]
mod models;
mod open;
mod outcome;
mod pace;
mod press;
mod retry;
mod route;
mod run;
mod running;
mod settings;
mod sync;
mod turn;

pub use app::App;
pub use describe::{BadRoute, RouteInfo};
pub use dispatcher::{BuildError, Dispatcher};
pub use drain::ABORT_BEFORE_END;
pub use extract::{Args, Attempt, Cancelled, FromState, Inner, Json, Press, State, Text};
pub use failure::Failure;
pub use filter::{
    And, BySender, Commands, Description, Filter, InChat, InSort, Kinds, Members, Mentioned, Messages, NamedCommand,
    Not, Or, Presses, Scope, TextIs, TextWhere, WithMedia, WithText, any_press, channel_post, command, edited, joined,
    kind, left, media, message, photo, press, text_is, text_where,
};
pub use handler::{Callable, FromArgs, Work};
pub use hooks::{Buried, Choice, Failed};
pub use interests::UnknownKind;
pub use layer::{Endpoint, FromFn, Middleware, Next, from_fn};
pub use letters::{FileDeadLetters, NoDeadLetters};
pub use outcome::{Handled, IntoOutcome};
// What most handlers ask for beside a text: whoever needs only this crate's words has it among them.
pub use pollhook_core::Reply;
pub use route::{RouteOptions, Routed, route};
pub use settings::{Backoff, DispatchSettings, OwnEvents};

#[cfg(test)]
mod tests;
