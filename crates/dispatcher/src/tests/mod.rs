//! What a dispatcher promises, each promise by the name of its test. Time is paused, and the sink is the real one.

mod drain;
mod extractors;
mod failures;
mod filters;
mod hand_back;
mod hooks;
mod in_place;
mod letters;
mod middleware;
mod order;
mod rig;
mod routing;
mod words;

pub(crate) use rig::{Book, Log, Rig};
pub(crate) use words::{Words, bot, event, said};
