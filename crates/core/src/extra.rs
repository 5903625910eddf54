//! What a platform needs to be told beyond a token and the secrets of its webhook.
//!
//! Declared as data, so that reading the config, its errors, `check` and the documentation all know of it, and none of
//! them knows the platform.

/// A key that a platform adds to a bot's section of the config.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Extra {
    /// Its name there.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// What could stand there, as it would be written: `"${VERIFY_TOKEN}"`.
    pub example: &'static str,
    /// It is never shown.
    pub secret: bool,
    /// Without it the bot cannot start.
    pub required: bool,
    /// The door that it matters for; `None` when it matters for all that the bot does.
    pub door: Option<Door>,
}

impl Extra {
    /// A key that may be left out, and may be shown.
    #[must_use]
    pub const fn new(name: &'static str, example: &'static str, about: &'static str) -> Self {
        Self { name, about, example, secret: false, required: false, door: None }
    }

    /// Its value is never shown.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// It has to be said.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// It matters only where events come by this door.
    #[must_use]
    pub const fn at(self, door: Door) -> Self {
        Self { door: Some(door), ..self }
    }
}

/// The two ways by which a platform's events come.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Door {
    /// The bot asks.
    Polling,
    /// The platform calls.
    Webhook,
}
