//! What most bots need: `use pollhook::prelude::*;`

pub use pollhook_core::{Address, Bots, Button, Context, Event, FromContext, Media, Message, Notice, Out, Sent};
pub use pollhook_dispatcher::{
    App, Attempt, Cancelled, Filter, FromState, Json, Reply, State, Text, command, kind, message, press, route,
};

pub use crate::{Config, Error, Result};
