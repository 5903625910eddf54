//! Owns a bot's transport: starts it, watches it, restarts it, drains it. Only the supervisor registers.
//!
//! What to do is decided by a pure [`machine`]; one [`driver`] carries out what it says and owns every task.

mod backoff;
mod calls;
mod driver;
mod hands;
mod machine;
mod menu;
mod orders;
mod phase;
mod plan;
mod said;
mod words;

pub(crate) use self::calls::Calls;
pub(crate) use self::driver::{Driver, Ended};
pub(crate) use self::hands::{Assembly, Hands};
pub(crate) use self::menu::Telling;
pub(crate) use self::orders::{Order, Orders};
pub use self::phase::Phase;
pub(crate) use self::phase::Phases;
pub(crate) use self::plan::{Plan, Way};
pub(crate) use self::said::{Introduction, Said};

#[cfg(test)]
mod tests;
