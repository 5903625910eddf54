//! Judges of Telegram's payloads: the types of frankenstein and of teloxide-core.
//!
//! Whatever a handler gets, by polling or by webhook, has to be an update to both of them. frankenstein knows every kind
//! and keeps to the words of the Bot API, so it also has to give back all that it was given: what it drops is a name that
//! the Bot API does not have.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use frankenstein::updates::Update;
use pollhook::core::{Event, Platform, Via};
use pollhook::prelude::{Reply, command};
use pollhook_foreign::keeper::Keeper;
use pollhook_foreign::telegram::documents;
use pollhook_platforms::telegram::Telegram;
use pollhook_simulator::{Bot, Network, Options};
use serde_json::{Value, json};
use teloxide_core::types::{AllowedUpdate, UpdateKind};

const TOKEN: &str = "7:secret";
/// The kinds that teloxide-core does not know yet. When it learns one, this list is wrong, and says so.
const YOUNG: [&str; 4] = ["guest_message", "managed_bot", "subscription", "stopped_message_generation"];
/// The kind that it misreads: it expects objects in `message_ids`, which the Bot API documents as "Array of Integer".
const MISREAD: &str = "deleted_business_messages";

struct Scene {
    network: Network,
    bot: Bot,
}

impl Scene {
    async fn new() -> Self {
        let network =
            Network::start(Options { local: true, ..Options::default() }).await.expect("there are free ports");
        let bot = network.bot(TOKEN).expect("it is a token");
        Self { network, bot }
    }

    fn config(&self, mode: &str, hook: SocketAddr) -> String {
        let api = self.network.api_url();
        format!(
            "[bot]\nplatform = \"telegram\"\ntoken = \"{TOKEN}\"\napi = \"{api}\"\n[source]\nmode = \"{mode}\"\n\
             [webhook]\nurl = \"http://{hook}/hook\"\nsecret = \"s3cret\"\n\
             [server]\nlisten = \"off\"\n"
        )
    }

    /// What people do, and then every document; returns how many updates there are to keep.
    async fn happens(&self) -> usize {
        let anna = self.network.user("Anna");
        let (private, kitchen) = (anna.chat(), self.network.group("Kitchen"));
        let mut count = 0;
        for chat in [&private, &kitchen] {
            chat.add(&self.bot);
            count += anna.says(chat, "hello").updates.len();
            count += anna.says(chat, "/help me").updates.len();
        }
        count += anna.says(kitchen.upgrade().add(&self.bot), "still here").updates.len();
        let mut sent = self.network.sent();
        anna.says(&private, "/menu");
        sent.next().await.expect("the network goes on");
        count += anna.presses(&private, "Soup").expect("there is such a button").updates.len();
        assert_eq!(count, 6);
        for (kind, document) in documents() {
            assert!(self.bot.push_update(kind, &document).is_some(), "{kind} is wanted");
            count += 1;
        }
        count
    }
}

/// Everything that there is, as a handler gets it.
async fn heard(mode: &str) -> Vec<Event> {
    let scene = Scene::new().await;
    let mut keeper = Keeper::run(|hook| scene.config(mode, hook), |app| app.on(command("menu"), menu)).await;
    scene.bot.until(|bot| bot.polling || bot.webhook.is_some()).await;
    let count = scene.happens().await;
    let events = keeper.hears(count).await;
    scene.bot.drained().await;
    assert!(keeper.stop().await.is_empty(), "nothing comes twice");
    events
}

/// Shows a button, to be pressed.
async fn menu(event: Event, reply: Reply) -> pollhook::Result<()> {
    let chat = event.json::<Value>().expect("it was read before")["message"]["chat"]["id"].clone();
    let buttons = json!({"inline_keyboard": [[{"text": "Soup", "callback_data": "soup"}]]});
    let menu = json!({"chat_id": chat, "text": "What?", "reply_markup": buttons});
    reply.call::<Value>("sendMessage", menu).await.map(drop)
}

/// What is wrong with an event, by both judges.
fn judge(event: &Event) -> Result<(), String> {
    if let Some(why) = event.undecodable() {
        return Err(why.to_owned());
    }
    let whole: Value = serde_json::from_slice(event.payload()).map_err(|error| error.to_string())?;
    frankenstein(event, &whole).map_err(|why| format!("frankenstein: {why}"))?;
    teloxide(event).map_err(|why| format!("teloxide-core: {why}"))
}

fn frankenstein(event: &Event, whole: &Value) -> Result<(), String> {
    let update: Update = serde_json::from_slice(event.payload()).map_err(|error| error.to_string())?;
    let again = serde_json::to_value(update).map_err(|error| error.to_string())?;
    kept(whole, &again, "update")
}

/// teloxide-core makes an `Error` of what it cannot read, and does not fail.
fn teloxide(event: &Event) -> Result<(), String> {
    let update: teloxide_core::types::Update =
        serde_json::from_slice(event.payload()).map_err(|error| error.to_string())?;
    let is_known = !YOUNG.contains(&event.kind().as_str()) && event.kind() != MISREAD;
    match (&update.kind, is_known) {
        (UpdateKind::Error(_), true) => Err("it makes nothing of it".to_owned()),
        (kind, true) => {
            let again = serde_json::to_value(kind).map_err(|error| error.to_string())?;
            again.get(event.kind().as_str()).map(drop).ok_or_else(|| format!("it takes it for {again}"))
        }
        (UpdateKind::Error(_), false) => Ok(()),
        (_, false) => Err("it has learnt this kind".to_owned()),
    }
}

/// Whether all that `part` says is said by `whole`.
fn kept(part: &Value, whole: &Value, at: &str) -> Result<(), String> {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part.iter().try_for_each(|(name, value)| {
            let at = format!("{at}.{name}");
            kept(value, whole.get(name).ok_or_else(|| format!("{at} is not a name it knows"))?, &at)
        }),
        (Value::Array(part), Value::Array(whole)) if part.len() == whole.len() => {
            part.iter().zip(whole).try_for_each(|(part, whole)| kept(part, whole, at))
        }
        _ if part == whole => Ok(()),
        _ => Err(format!("{at} is {part}, and it reads {whole}")),
    }
}

fn check(events: &[Event], via: Via) {
    let wrong: Vec<_> = events.iter().filter_map(|event| Some((event.kind(), judge(event).err()?))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(events.iter().all(|event| event.via() == via));
    let kinds: BTreeSet<&str> = events.iter().map(|event| event.kind().as_str()).collect();
    let known: BTreeSet<&str> = Telegram.kinds().iter().copied().collect();
    assert_eq!(kinds, known, "every kind has a payload, and no other");
}

#[tokio::test]
async fn every_update_that_is_polled_is_one_to_others() {
    check(&heard("polling").await, Via::Polling);
}

#[tokio::test]
async fn every_update_that_is_pushed_is_one_to_others() {
    check(&heard("webhook").await, Via::Webhook);
}

#[test]
fn the_kinds_that_a_judge_does_not_know_are_listed() {
    let is_young = |kind: &&&str| serde_json::from_value::<AllowedUpdate>(json!(kind)).is_err();
    let young: BTreeSet<_> = Telegram.kinds().iter().filter(is_young).copied().collect();
    assert_eq!(young, BTreeSet::from(YOUNG));
}
