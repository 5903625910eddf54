//! Extractors: what a handler is given. `Event`, `Message`, `Sender`, `Chat`, `Option<_>` and others come from the core.

mod args;
mod call;
mod json;
mod press;
mod state;
mod text;
mod words;

pub use args::Args;
pub use call::{Attempt, Cancelled};
pub use json::{Inner, Json};
pub use press::Press;
pub use state::{FromState, State};
pub use text::Text;
