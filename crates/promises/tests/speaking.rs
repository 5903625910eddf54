//! What a bot says reaches people on Messenger and GitHub, over real sockets and within the limits that these keep; and what
//! they cannot do is refused before anything is sent.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::sync::Arc;

use pollhook::clock::TokioClock;
use pollhook_core::{
    Act, Button, Media, Notice, Out, Place, Platform, Posted, Replies, ReplyError, SecretString, Sent, Setup,
};
use pollhook_http::{Constant, HttpClient, HttpSettings, Speaker, SpeakerSettings};
use pollhook_platforms::github::GitHub;
use pollhook_platforms::messenger::Messenger;
use pollhook_simulator::github::Shown;
use pollhook_simulator::{Network, Options, facebook};
use serde_json::{Value, json};

/// A voice on a platform, at a place.
struct Voice {
    replies: Arc<dyn Replies>,
    to: Place,
}

impl Voice {
    fn new(platform: &dyn Platform, network: &Network, token: &str, to: Place) -> Self {
        let token = Arc::new(Constant::new(SecretString::from(token)));
        let http = HttpClient::new(token, Arc::new(TokioClock::start()), &HttpSettings::default()).unwrap();
        let protocol = platform.replies(&Setup::new(network.api_url())).unwrap();
        Self { replies: Arc::new(Speaker::new(Arc::new(http), protocol, SpeakerSettings::default())), to }
    }

    async fn act(&self, act: Act) -> Result<Sent, ReplyError> {
        let done = self.replies.act(&self.to, &act).await?;
        Ok(Sent::new(Arc::clone(&self.replies), self.to.clone(), done))
    }

    async fn says(&self, out: Out) -> Sent {
        self.act(Act::Send(out)).await.unwrap()
    }
}

fn message(sent: &facebook::Sent) -> Value {
    sent.request["message"].clone()
}

#[tokio::test]
async fn a_page_shows_a_menu_with_buttons_and_keeps_what_was_uploaded() {
    let network = Network::start(Options::default()).await.unwrap();
    let (page, anna) = (network.app("secret").page("page token"), network.person("Anna"));
    let voice = Voice::new(&Messenger::new(), &network, "page token", Place::chat(anna.id_on(&page)));
    let mut sent = network.sent_by_pages();
    anna.says(&page, "menu");

    voice.act(Act::Typing).await.unwrap();
    assert_eq!(sent.next().await.unwrap().action.as_deref(), Some("typing_on"));
    let buttons = [Button::press("Pizza", "buy:pizza"), Button::url("Map", "https://example.org/")];
    let menu = Out::text("What would you like?").photo(Media::bytes("menu.jpg", "a picture")).row(buttons);
    let said = voice.says(menu).await;
    assert_eq!(said.messages().len(), 2, "the picture, and what stands below it");
    let picture = sent.next().await.unwrap();
    assert_eq!(picture.request["filedata"], json!({ "name": "menu.jpg", "size": 9 }));
    sent.next().await.unwrap();
    assert!(anna.presses(&page, "Pizza").is_some());

    voice.says(Out::new().photo(said.media().unwrap())).await;
    let again = message(&sent.next().await.unwrap());
    assert!(again["attachment"]["payload"]["attachment_id"].is_string(), "named, not uploaded: {again}");

    let three = ["Red", "Green", "Blue"].map(|colour| Button::press(colour, colour));
    voice.says(Out::text("Which?").row(three).row([Button::press("None", "none")])).await;
    assert_eq!(message(&sent.next().await.unwrap())["quick_replies"].as_array().map(Vec::len), Some(4));
    assert!(anna.presses(&page, "None").is_some());

    voice.act(Act::Answer(Notice::Nothing)).await.unwrap();
    voice.says(Out::text("word ".repeat(500)).split()).await;
    assert!(sent.next().await.unwrap().text.is_some() && sent.next().await.unwrap().text.is_some());
    let refused = said.edit("Sold out").await.unwrap_err().to_string();
    assert!(refused.starts_with("Messenger cannot edit a message"), "{refused}");
    assert!(voice.act(Act::Send(Out::text("x".repeat(2001)))).await.unwrap_err().to_string().contains("2000"));
    assert!(sent.try_next().is_none(), "what was refused was not sent");
}

#[tokio::test]
async fn a_comment_is_left_reacted_to_changed_and_taken_back() {
    let network = Network::start(Options::default()).await.unwrap();
    let (repo, bob) = (network.repo("octocat", "hello-world"), network.developer("bob"));
    network.account("token", "greeter");
    bob.opens_issue(&repo, "broken", "it does not work").unwrap();
    let voice = Voice::new(&GitHub, &network, "token", Place::chat("octocat/hello-world#1"));
    let mut sent = network.sent_on_github();

    let said = voice.says(Out::text("Looking.")).await;
    let id = said.id().unwrap().parse().unwrap();
    said.react("👀").await.unwrap();
    said.react("👀").await.unwrap();
    voice.act(Act::React(Posted::new("opening"), "rocket".into())).await.unwrap();
    said.edit("Found it.").await.unwrap().edit("Found it, and it is mended.").await.unwrap();
    said.delete().await.unwrap();
    assert!(repo.comments(1).is_empty());
    let expected = [
        Shown::Comment(id, "Looking.".into()),
        Shown::Reaction(Some(id), "eyes".into()),
        Shown::Reaction(None, "rocket".into()),
        Shown::Edited(id, "Found it.".into()),
        Shown::Edited(id, "Found it, and it is mended.".into()),
        Shown::Deleted(id),
    ];
    for what in expected {
        assert_eq!(sent.next().await.unwrap().what, what);
    }

    for (out, words) in [
        (Out::text("x").photo(Media::path("menu.jpg")), "GitHub cannot send photos"),
        (Out::text("x").row([Button::press("Yes", "yes")]), "GitHub cannot send buttons"),
        (Out::text("x".repeat(65_537)), "65536"),
    ] {
        let refused = voice.act(Act::Send(out)).await.unwrap_err();
        assert!(matches!(&refused, ReplyError::Unsupported(why) if why.contains(words)), "{refused}");
    }
    assert!(sent.try_next().is_none(), "what was refused was not sent");
}
