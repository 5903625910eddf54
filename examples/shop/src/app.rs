//! The shop: what is said to whoever comes, by whichever network.

use pollhook::prelude::*;
use serde::Deserialize;

use crate::orders::{Dish, Order, Orders};

/// One set of handlers for all three bots: each hears what its platform has.
pub(crate) fn app(orders: Orders) -> App<Orders> {
    App::with_state(orders)
        .on(command("start").about("what there is to eat"), menu)
        .on(press("buy:{dish}"), route(choose).answer_later())
        .on(press("order:{number}"), order)
        .on(press("menu"), menu)
        .on(message().with_text(), listen)
        .on(message(), menu)
        .on(kind("paid"), paid)
}

/// Shows what there is.
async fn menu(reply: Reply) -> Result<()> {
    let menu = Out::text("What would you like?").photo(Media::bytes("menu.png", &include_bytes!("../menu.png")[..]));
    let dishes = [Button::press("Pizza", "buy:pizza"), Button::press("Soup", "buy:soup")];
    reply.send(menu.row(dishes)).await?;
    Ok(())
}

/// Remembers what somebody has chosen, and asks where to bring it.
async fn choose(Press(dish): Press<Dish>, customer: Address, State(orders): State<Orders>, reply: Reply) -> Result<()> {
    orders.choose(customer, dish);
    reply.answer(format!("{dish}, a good choice.")).await?;
    reply.text("Where shall we bring it?").await?;
    Ok(())
}

/// What somebody writes is the address, if they have chosen something.
async fn listen(Text(text): Text, customer: Address, State(orders): State<Orders>, reply: Reply) -> Result<()> {
    let Some(Order { number, dish, address, .. }) = orders.bring(&customer, text) else { return menu(reply).await };
    let answers = [Button::press("Order it", format!("order:{number}")), Button::press("Start again", "menu")];
    reply.send(Out::text(format!("{dish}, to {address}. Right?")).row(answers)).await?;
    Ok(())
}

/// Takes an order, and says where to pay.
async fn order(Press(number): Press<usize>, State(orders): State<Orders>, reply: Reply) -> Result<()> {
    let order = orders.find(number)?;
    let pay = Button::url("Pay", format!("https://till.example/pay/{number}"));
    reply.send(Out::text(format!("Order {number}: {}. We begin when it is paid.", order.dish)).row([pay])).await?;
    Ok(())
}

/// What the payment service tells.
#[derive(Deserialize)]
struct Payment {
    order: usize,
}

/// Tells a customer that their money has come, on the network that they ordered by.
async fn paid(Json(Payment { order }): Json<Payment>, State(orders): State<Orders>, bots: Bots) -> Result<()> {
    let order = orders.find(order)?;
    if !order.is_paid {
        let text = format!("Order {} is paid. We bring it to {}.", order.number, order.address);
        bots.to(&order.customer)?.text(text).await?;
        orders.is_paid(order.number);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
