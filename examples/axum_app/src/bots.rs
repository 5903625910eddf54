//! What the bots do. Their handlers share the state that the pages have.

use std::time::Duration;

use pollhook::config::BotConfig;
use pollhook::prelude::*;

use crate::pizzeria::Pizzeria;

/// The handlers of each bot.
pub(crate) fn apps(pizzeria: Pizzeria) -> impl Fn(&BotConfig) -> App<Pizzeria> {
    move |bot| {
        let app = App::with_state(pizzeria.clone());
        match bot.name() {
            "kitchen" => app.on(command("orders").about("what is to be done"), show),
            _ => app.on(message().with_text(), order),
        }
    }
}

/// How long a pizza takes.
const BAKING: Duration = Duration::from_millis(300);

/// Takes an order, once however often this runs, and says when it is ready.
async fn order(
    event: Event,
    sender: Sender,
    Text(text): Text,
    State(pizzeria): State<Pizzeria>,
    reply: Reply,
) -> Result<()> {
    let number = pizzeria.take(event.id().clone(), sender.name, text);
    tokio::time::sleep(BAKING).await;
    reply.text(format!("Order {number} is ready.")).await?;
    Ok(())
}

/// Says what is to be done.
async fn show(State(pizzeria): State<Pizzeria>, reply: Reply) -> Result<()> {
    let orders = pizzeria.list();
    reply.text(if orders.is_empty() { "Nothing to do." } else { orders.trim_end() }).await?;
    Ok(())
}
