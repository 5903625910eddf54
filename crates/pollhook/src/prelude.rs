//! What most bots need: `use pollhook::prelude::*;`

pub use pollhook_core::{
    Address, Bots, Button, Chat, Context, Event, ExtractError, FromContext, Media, Message, Notice, Out, Place, Reply,
    Sender, Sent, Via,
};
pub use pollhook_dispatcher::{
    App, Args, Attempt, Buried, Cancelled, Choice, Failed, Filter, FromState, Inner, Json, Press, State, Text,
    any_press, channel_post, command, edited, joined, kind, left, media, message, photo, press, route, text_is,
    text_where,
};

pub use crate::{Config, Error, Result};
