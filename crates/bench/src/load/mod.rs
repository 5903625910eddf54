//! The social network of the measurement: an API that tells updates, and connections that push them.

mod api;
mod push;

pub(crate) use self::api::{Api, Manner};
pub(crate) use self::push::{Pushed, Pusher};
