//! What a stage tells, the platform's own protocols take, and its view reads as what was meant.

use std::time::{Duration, Instant};

use pollhook_core::{Ask, Draft, Heard, Message, Now, Origin, Platform, Verdict, Via, What};

use super::*;

const WALL: Duration = Duration::from_secs(1_767_225_600);

fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + WALL }
}

/// A platform that is played.
struct Played {
    platform: Arc<dyn Platform>,
    stage: Arc<dyn Stage>,
    setup: Setup,
}

impl Played {
    fn of(name: &str) -> Self {
        let (platform, stage) = crate::find(name).zip(find(name)).unwrap();
        let mut setup = Setup::new(platform.default_api());
        stage.prepare(&mut setup);
        Self { platform, stage, setup }
    }

    fn pushed(&self, news: &News) -> Option<Draft> {
        let (parts, body) = self.stage.push(news, 1)?;
        let protocol = self.platform.webhook(&self.setup).unwrap().unwrap();
        protocol.head(&parts, now()).unwrap();
        match protocol.body(&parts, &body, now()) {
            Verdict::Accept(drafts) => Some(only(drafts)),
            other => panic!("{other:?}"),
        }
    }

    fn polled(&self, news: &News) -> Option<Draft> {
        let answer = self.stage.page(news, 1, now().wall)?;
        let mut protocol = self.platform.poll(&self.setup).unwrap().unwrap();
        protocol.ask(None, Ask::Look, now());
        match protocol.hear(&answer, now()) {
            Heard::Page(page) => Some(only(page.items.into_iter().map(|item| item.draft).collect())),
            other => panic!("{other:?}"),
        }
    }

    /// By each door that there is.
    fn drafts(&self, news: &News) -> Vec<Draft> {
        let drafts: Vec<_> = [self.pushed(news), self.polled(news)].into_iter().flatten().collect();
        assert!(!drafts.is_empty());
        drafts
    }

    fn tell(&self, deed: Deed<'_>) -> Message {
        let anna = Person::new(1_001, "Anna");
        let at = self.stage.room(&anna);
        let happening = Happening { number: 1, wall: now().wall, by: &anna, at: &at, deed };
        let news = self.stage.tell(&happening).unwrap();
        let view = self.platform.view(&self.setup);
        let origin = Origin::new("bot", self.platform.name(), Via::Webhook);
        let events = self.drafts(&news).into_iter().map(|draft| draft.stamp(&origin, now().wall));
        let mut messages: Vec<_> = events.map(|event| view.message(&event).unwrap()).collect();
        let message = messages.pop().unwrap();
        assert!(messages.iter().all(|other| *other == message), "both doors say the same: {messages:?}, {message:?}");
        assert_eq!(message.chat.as_ref().map(|chat| &chat.id), Some(&at.chat));
        assert_eq!(message.sender.as_ref().map(|sender| &*sender.id), Some("1001"));
        message
    }
}

fn only(mut drafts: Vec<Draft>) -> Draft {
    assert_eq!(drafts.len(), 1);
    let draft = drafts.remove(0);
    assert_eq!(draft.undecodable, None);
    draft
}

fn says(text: &str) -> Deed<'_> {
    Deed::Says { message: 5, text, media: None }
}

#[test]
fn what_is_said_is_a_message_on_every_platform_with_people() {
    for name in ["telegram", "messenger", "github"].into_iter().filter(|name| find(name).is_some()) {
        let played = Played::of(name);
        let message = played.tell(says("/start now"));
        assert_eq!((message.what, message.text.as_deref()), (What::Message, Some("/start now")), "{name}");
        assert_eq!(message.command.map(|command| command.name.to_string()).as_deref(), Some("start"), "{name}");
        assert_eq!(message.id, Some(played.stage.id(5)), "{name}");
    }
}

#[cfg(feature = "telegram")]
#[test]
fn telegram_tells_of_photos_edits_presses_and_who_joins() {
    let played = Played::of("telegram");
    let photo = played.tell(Deed::Says { message: 5, text: "me", media: Some(MediaKind::Photo) });
    assert_eq!((photo.text.as_deref(), photo.media.len()), (Some("me"), 1));
    assert_eq!(played.tell(Deed::Edits { message: 5, text: "no" }).what, What::Edited);
    let on = Posted { id: "6".into(), text: "menu".into(), media: Some("menu".into()) };
    let press = played.tell(Deed::Presses { on: &on, label: "Pizza", data: "buy:pizza" });
    assert_eq!((press.what, press.press.map(|press| press.data).as_deref()), (What::Press, Some("buy:pizza")));
    assert_eq!(played.tell(Deed::Joins).what, What::Joined);
    assert_eq!(played.tell(Deed::Leaves).what, What::Left);
    assert!(played.tell(says("ask @test_bot")).mentions_me);
}

#[cfg(feature = "messenger")]
#[test]
fn messenger_tells_of_postbacks() {
    let on = Posted::default();
    let press = Played::of("messenger").tell(Deed::Presses { on: &on, label: "Pizza", data: "buy:pizza" });
    assert_eq!((press.what, press.press.map(|press| press.data).as_deref()), (What::Press, Some("buy:pizza")));
}

#[cfg(feature = "github")]
#[test]
fn github_tells_of_issues_and_when() {
    let played = Played::of("github");
    let opened = played.tell(Deed::Opens { title: "It does not build", text: "Help" });
    assert_eq!((opened.what, opened.text.as_deref()), (What::Message, Some("Help")));
    let anna = Person::new(1_001, "Anna");
    let at = played.stage.group(1, "It does not build").unwrap();
    let happening = Happening { number: 1, wall: now().wall, by: &anna, at: &at, deed: says("hi") };
    for draft in played.drafts(&played.stage.tell(&happening).unwrap()) {
        assert_eq!(draft.time, Some(now().wall));
        assert_eq!((&*draft.kind, draft.key.as_deref()), ("issue_comment", Some("1296269#2")));
    }
}

#[cfg(feature = "devman")]
#[test]
fn devman_tells_of_a_review() {
    let played = Played::of("devman");
    let review = r#"{"lesson_title":"Hi","lesson_url":"/lesson/1/","is_negative":true}"#;
    let draft = played.polled(&News::new("review", review)).unwrap();
    assert_eq!((&*draft.kind, draft.key.as_deref()), ("review", Some("/lesson/1/")));
}

#[test]
fn what_is_sent_is_answered_as_the_platform_answers() {
    let to = |name: &str| match name {
        "github" => pollhook_core::Place::chat("octocat/hello-world#1"),
        _ => pollhook_core::Place::chat("1001"),
    };
    for name in ["telegram", "messenger", "github"].into_iter().filter(|name| find(name).is_some()) {
        let played = Played::of(name);
        let protocol = played.platform.replies(&played.setup).unwrap();
        let act = pollhook_core::Act::Send(pollhook_core::Out::text("hi"));
        let call = protocol.calls(&to(name), &act).unwrap().remove(0);
        let result = played.stage.result(&call, 7, now().wall);
        let read = protocol.read(&played.stage.answer(&result)).unwrap();
        assert_eq!(protocol.posted(&read).map(|posted| posted.id), Some(played.stage.id(7)), "{name}");
        for status in [429, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = played.stage.refusal(status, Some(Duration::from_secs(7)), "too much");
            let failure = protocol.read(&refusal).unwrap_err();
            assert!(matches!(failure, pollhook_core::ReplyFailure::Retry { .. }), "{name}: {failure:?}");
        }
        let refused = protocol.read(&played.stage.refusal(StatusCode::FORBIDDEN, None, "no")).unwrap_err();
        assert!(matches!(refused, pollhook_core::ReplyFailure::Refused(_)), "{name}: {refused:?}");
    }
}
