//! The side of the network that looks like Devman's API of reviews: a long poll whose cursor the client holds.
//!
//! ```text
//! student         what a script says: a teacher has reviewed a lesson
//!   └▶ desk       one token: its reviews, what is told to a question; without clock or socket
//! school          whose token it is
//! api             HTTP in: /api/long_polling/, /api/user_reviews/
//! ```
//!
//! It never calls anybody. What it was asked for it may be asked for again: the `timestamp` of a question says all.

pub(crate) mod api;
mod desk;
mod school;
mod settings;
mod student;

#[cfg(test)]
mod tests;

pub(crate) use school::School;
pub use settings::Settings;
pub use student::{Student, Verdict};
