//! The same bot with Pollhook. Which way it hears is one word in `bot.toml`.

use pollhook::prelude::*;

use crate::kitchen;

pub(crate) async fn run(config: Config) -> Result<()> {
    let app = App::new().on(message().with_text(), answer);
    config.build(app).await?.run(std::future::pending()).await
}

/// Cooks what was ordered, and says so.
async fn answer(Text(order): Text, reply: Reply) -> Result<()> {
    reply.text(kitchen::cook(&order).await).await?;
    Ok(())
}
