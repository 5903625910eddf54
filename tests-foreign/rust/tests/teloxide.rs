//! A judge of the simulated network: a bot by teloxide takes it for Telegram, by both doors.
//!
//! It goes through what the judges in other languages go through, beside the network's own tests.

#[path = "../../../crates/simulator/tests/judge/mod.rs"]
mod judge;

use std::time::Duration;

use judge::scene::{Scene, UPDATES};
use judge::{PATIENCE, TOKEN};
use pollhook_simulator::{Counters, Door, Fault, Network};
use teloxide::dispatching::{DefaultKey, ShutdownToken};
use teloxide::error_handlers::LoggingErrorHandler;
use teloxide::net::Download;
use teloxide::prelude::*;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, InputFile, PhotoSize};
use teloxide::update_listeners::webhooks;
use teloxide::{ApiError, RequestError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A bot that runs.
struct Teloxide {
    stop: ShutdownToken,
    end: JoinHandle<()>,
}

impl Teloxide {
    async fn start(door: &str, network: &Network) -> Self {
        let bot = Bot::new(TOKEN).set_api_url(network.api_url().parse().expect("it is a URL"));
        if door == "hook" { Self::hook(bot).await } else { Self::poll(bot) }
    }

    fn poll(bot: Bot) -> Self {
        let mut dispatcher = dispatcher(bot);
        Self { stop: dispatcher.shutdown_token(), end: tokio::spawn(async move { dispatcher.dispatch().await }) }
    }

    async fn hook(bot: Bot) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there are free ports");
        let address = listener.local_addr().expect("it is bound");
        let options = webhooks::Options::new(address, format!("http://{address}/").parse().expect("it is a URL"));
        let (updates, stopped, router) = webhooks::axum_to_router(bot.clone(), options).await.expect("it is set");
        let mut dispatcher = dispatcher(bot);
        let stop = dispatcher.shutdown_token();
        let end = tokio::spawn(async move {
            let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
            let dispatching = dispatcher.dispatch_with_listener(updates, LoggingErrorHandler::new());
            tokio::join!(serving, dispatching).0.expect("it listens");
        });
        Self { stop, end }
    }

    async fn stop(self) {
        self.stop.shutdown().expect("it runs").await;
        timeout(PATIENCE, self.end).await.expect("it stops in time").expect("it does not panic");
    }
}

fn dispatcher(bot: Bot) -> Dispatcher<Bot, Failure, DefaultKey> {
    let messages = Update::filter_message()
        .branch(dptree::filter(|message: Message| message.text() == Some("menu")).endpoint(menu))
        .branch(Message::filter_photo().endpoint(look))
        .branch(Message::filter_text().endpoint(echo));
    let schema = dptree::entry().branch(messages).branch(Update::filter_callback_query().endpoint(buy));
    Dispatcher::builder(bot, schema).build()
}

async fn echo(bot: Bot, message: Message, text: String) -> Result<(), Failure> {
    bot.send_message(message.chat.id, text).await?;
    Ok(())
}

/// Waits where the network says for how long.
async fn menu(bot: Bot, message: Message) -> Result<(), Failure> {
    let soup = InlineKeyboardButton::callback("Soup", "buy:soup");
    let menu =
        bot.send_message(message.chat.id, "What would you like?").reply_markup(InlineKeyboardMarkup::new([[soup]]));
    if let Err(error) = menu.clone().await {
        let RequestError::RetryAfter(pause) = error else { return Err(error.into()) };
        sleep(pause.duration()).await;
        menu.await?;
    }
    Ok(())
}

async fn buy(bot: Bot, press: CallbackQuery) -> Result<(), Failure> {
    bot.answer_callback_query(press.id).text("Added").await?;
    let menu = press.message.expect("there is a message around the button");
    bot.edit_message_text(menu.chat().id, menu.id(), "One soup.").await?;
    Ok(())
}

async fn look(bot: Bot, message: Message, sizes: Vec<PhotoSize>) -> Result<(), Failure> {
    let largest = sizes.last().expect("there is a picture");
    let file = bot.get_file(largest.file.id.clone()).await?;
    let mut picture = Vec::new();
    bot.download_file(&file.path, &mut picture).await?;
    let size = picture.len();
    let sent = bot.send_photo(message.chat.id, InputFile::memory(picture)).caption("Let me see …").await?;
    bot.edit_message_caption(message.chat.id, sent.id).caption(format!("{size} bytes")).await?;
    Ok(())
}

async fn begins(door: &str) -> (Scene, Teloxide) {
    let scene = Scene::new().await;
    let teloxide = Teloxide::start(door, &scene.network).await;
    scene.bot.until(|bot| bot.polling || bot.webhook.is_some()).await;
    (scene, teloxide)
}

async fn everything(door: &str) -> Counters {
    let (mut scene, teloxide) = begins(door).await;
    scene.echoes().await;
    scene.pictures_and_presses().await;
    scene.is_confirmed().await;
    teloxide.stop().await;
    scene.ends().await
}

#[tokio::test]
async fn teloxide_echoes_fetches_uploads_and_edits_by_long_polling() {
    let counters = everything("poll").await;
    assert!(counters.polls_useful > 0 && counters.pushes == 0, "{counters:?}");
    assert_eq!(counters.polled_updates, UPDATES);
}

#[tokio::test]
async fn teloxide_echoes_fetches_uploads_and_edits_by_webhook() {
    let counters = everything("hook").await;
    assert_eq!((counters.polls, counters.pushes_ok, counters.pushes), (0, UPDATES, UPDATES));
}

#[tokio::test]
async fn teloxide_reads_for_how_long_a_429_wants_it_to_wait() {
    let (mut scene, teloxide) = begins("poll").await;
    scene.bot.fail_next(Door::Send, Fault::TooMany(Some(2)));
    let said = scene.anna.says(&scene.chat, "menu").at;
    let menu = scene.shows("sendmessage", "What would you like?").await;
    assert!(menu.at - said >= Duration::from_secs(2), "{:?}", menu.at - said);
    scene.is_confirmed().await;
    teloxide.stop().await;
    assert_eq!(scene.ends().await.too_many, 1);
}

/// Which conflict it was it knows by the text.
#[tokio::test]
async fn teloxide_knows_the_words_of_a_conflict() {
    let (scene, teloxide) = begins("poll").await;
    let bot = Bot::new(TOKEN).set_api_url(scene.network.api_url().parse().expect("it is a URL"));
    let other = timeout(PATIENCE, bot.get_updates().timeout(30).send()).await.expect("it is told in time");
    assert!(matches!(other, Err(RequestError::Api(ApiError::TerminatedByOtherGetUpdates))), "{other:?}");
    teloxide.stop().await;
    scene.ends().await;
}
