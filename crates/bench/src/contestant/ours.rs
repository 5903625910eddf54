//! Pollhook as an author uses it: a config, a filter by kind, an extractor of the text, an async handler.

use std::net::TcpListener;
use std::sync::Arc;

use pollhook::config::Loader;
use pollhook::prelude::*;
use tokio::task::JoinHandle;

use super::{Door, Meter, Options, Setup};
use crate::update::{SECRET, TOKEN};

pub(super) async fn start(
    options: &Options,
    setup: &Setup,
    meter: Arc<Meter>,
) -> Result<(String, JoinHandle<()>), crate::Error> {
    let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let (api, ack) = (&options.api, &options.ack);
    let mode = match options.door {
        Door::Hook => "webhook",
        Door::Poll => "polling",
    };
    let text = format!(
        "[bot]\nplatform = \"telegram\"\ntoken = \"{TOKEN}\"\napi = \"{api}\"\n[source]\nmode = \"{mode}\"\nack = \"{ack}\"\n\
         [webhook]\nurl = \"http://{listen}/hook\"\nsecret = \"{SECRET}\"\n[server]\nlisten = \"{listen}\"\n\
         trusted_proxies = [\"127.0.0.1/32\"]\n[dead_letters]\npath = \"off\"\n"
    );
    let app = setup.apply(App::with_state(meter))?;
    let bot = Loader::new().parse(&text)?.build(app).await.map_err(|error| error.to_string())?;
    let handle = bot.handle();
    let running = tokio::spawn(async move {
        if let Err(error) = bot.run(std::future::pending()).await {
            eprintln!("{error}");
        }
    });
    handle.started().await;
    Ok((listen, running))
}

pub(super) async fn handle(Text(text): Text, State(meter): State<Arc<Meter>>) -> Result<()> {
    meter.handle(&text).await;
    Ok(())
}
