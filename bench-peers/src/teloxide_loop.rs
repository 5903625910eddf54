//! teloxide: its dispatcher, with a handler of texts, fed by its webhook or by its polling.
//!
//! By webhook it answers as soon as an update is in its queue, which has no bound; by polling it asks for the next page
//! as soon as its dispatcher took the last one. Neither waits for handlers, so what it loses in a crash it costs nothing
//! to keep: that is to be remembered where its figures stand beside those of contestants that confirm what is handled.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use teloxide::dispatching::{DefaultKey, Dispatcher};
use teloxide::error_handlers::LoggingErrorHandler;
use teloxide::prelude::*;
use teloxide::update_listeners::webhooks;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Error;
use crate::meter::Meter;
use crate::options::Options;
use crate::update::{SECRET, TOKEN};

pub(crate) async fn hook(options: &Options, meter: Arc<Meter>) -> Result<(String, JoinHandle<()>), Error> {
    let bot = bot(options)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address: SocketAddr = listener.local_addr()?;
    let settings = webhooks::Options::new(address, format!("http://{address}/hook").parse()?);
    // The same router that `webhooks::axum` would serve, on a port that is known to be bound.
    let (updates, stopped, router) =
        webhooks::axum_to_router(bot.clone(), settings.secret_token(SECRET.to_owned())).await?;
    let running = tokio::spawn(async move {
        let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
        let mut dispatcher = dispatcher(bot, meter);
        let dispatching = dispatcher.dispatch_with_listener(updates, LoggingErrorHandler::new());
        if let (Err(error), ()) = tokio::join!(serving, dispatching) {
            eprintln!("{error}");
        }
    });
    Ok((address.to_string(), running))
}

pub(crate) fn poll(options: &Options, meter: Arc<Meter>) -> Result<(String, JoinHandle<()>), Error> {
    let mut dispatcher = dispatcher(bot(options)?, meter);
    Ok((String::new(), tokio::spawn(async move { dispatcher.dispatch().await })))
}

fn bot(options: &Options) -> Result<Bot, Error> {
    Ok(Bot::new(TOKEN).set_api_url(options.api.parse()?))
}

fn dispatcher(bot: Bot, meter: Arc<Meter>) -> Dispatcher<Bot, Infallible, DefaultKey> {
    let handler = Update::filter_message().branch(Message::filter_text().endpoint(handle));
    Dispatcher::builder(bot, handler).dependencies(dptree::deps![meter]).build()
}

async fn handle(text: String, meter: Arc<Meter>) -> Result<(), Infallible> {
    meter.handle(&text).await;
    Ok(())
}
