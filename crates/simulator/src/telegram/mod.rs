//! The side of the network that looks like Telegram's Bot API.
//!
//! ```text
//! people, bot       what a script says: a user wrote, a request shall fail
//!   └▶ world        everything that is known, behind one lock
//!        ├ chats    who is where, and the last messages
//!        ├ files    what was sent, by handle and by path
//!        └ desk     one bot's queue, poll and webhook: a machine without clock or socket
//!             ├ queue, kinds, ledger          updates, what is known of their kinds, what became of them
//!             ├ poll                          throttling, holding, taking over
//!             └ hook, pusher                  settings, schedule of pushes
//! api (with params, methods, told, errors)    HTTP in: /bot{TOKEN}/{METHOD}, /file/bot{TOKEN}/{PATH}
//!   └▶ methods (with media, editing, limits)  what a call does
//! push (with letter)                          HTTP out: updates to webhooks
//! ```

pub(crate) mod api;
pub(crate) mod bot;
pub(crate) mod chats;
mod desk;
mod editing;
mod errors;
mod files;
mod hook;
mod kinds;
pub(crate) mod ledger;
mod letter;
pub(crate) mod limits;
mod media;
mod methods;
mod params;
pub(crate) mod people;
mod poll;
mod push;
mod pusher;
mod queue;
pub(crate) mod sent;
pub(crate) mod service;
mod told;
pub(crate) mod world;

#[cfg(test)]
mod tests;
