//! Extractors: what a handler is given. `Event`, `Message`, `Option<_>` and others come from the core.

mod call;
mod json;
mod state;
mod text;

pub use call::{Attempt, Cancelled};
pub use json::Json;
pub use state::{FromState, State};
pub use text::Text;
