//! Which handlers each bot has.

use pollhook_dispatcher::App;

use crate::config::BotConfig;

/// The handlers of the bots in a config: one [`App`] for all of them, or a function that gives each its own.
///
/// ```
/// use pollhook::config::BotConfig;
/// use pollhook::prelude::*;
///
/// fn app(bot: &BotConfig) -> App {
///     match bot.name() {
///         "shop" => App::new().on(command("order"), order),
///         _ => App::new().on(message(), thanks),
///     }
/// }
/// # async fn order(reply: Reply) -> pollhook::Result<()> { Ok(()) }
/// # async fn thanks(reply: Reply) -> pollhook::Result<()> { Ok(()) }
/// # let _ = async { pollhook::run("bots.toml", app).await };
/// ```
///
/// Apps of different states stand side by side [without their state](App::without_state), which their handlers keep.
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives no bot its handlers",
    label = "an `App`, or a `fn(&BotConfig) -> App`, is expected here",
    note = "a closure needs the type of its argument: `|bot: &BotConfig| …`"
)]
pub trait Apps {
    /// What the handlers share.
    type State: Send + Sync + 'static;

    /// All bots have the same handlers. A route may then ask for a kind that only one of their platforms has.
    const ONE_FOR_ALL: bool;

    /// The handlers of this bot.
    fn app(&self, bot: &BotConfig) -> App<Self::State>;
}

impl<S: Send + Sync + 'static> Apps for App<S> {
    type State = S;
    const ONE_FOR_ALL: bool = true;

    fn app(&self, _bot: &BotConfig) -> App<S> {
        self.clone()
    }
}

impl<S: Send + Sync + 'static, F: Fn(&BotConfig) -> App<S>> Apps for F {
    type State = S;
    const ONE_FOR_ALL: bool = false;

    fn app(&self, bot: &BotConfig) -> App<S> {
        self(bot)
    }
}
