//! What a dispatcher promises, each promise by the name of its test. Time is paused, and the sink is the real one.

// A test reads better without an `&` before each literal, and one of them has as many arguments as a handler may have.
#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]

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
mod presses;
mod rig;
mod routing;
mod words;

pub(crate) use rig::{Book, Log, Rig};
pub(crate) use words::{Parrot, Words, bot, event, said, speaking};
