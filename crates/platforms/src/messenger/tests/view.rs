//! Events as messages.

use pollhook_core::{Attachment, ChatKind, Command, MediaKind, Message, Press, Sender, What};

use super::*;

fn view(item: &str) -> Option<Message> {
    Messenger::new().view(&setup()).message(&event(&push(&[item])))
}

fn says(more: &str) -> Message {
    view(&heard(&format!(r#""message":{{"mid":"m_5"{more}}}"#))).unwrap()
}

#[test]
fn who_said_what_and_where() {
    let message = says(r#","text":"hi \ud83d\ude00","reply_to":{"mid":"m_3"}"#);
    assert_eq!((message.what, message.id.as_deref()), (What::Message, Some("m_5")));
    assert_eq!((message.text.as_deref(), message.reply_to.as_deref()), (Some("hi 😀"), Some("m_3")));
    let chat = message.chat.unwrap();
    assert_eq!((chat.id.as_str(), chat.kind, chat.title), (PERSON, ChatKind::Private, None));
    let person = Sender { id: PERSON.into(), name: String::new(), language: None, is_bot: false, is_self: false };
    assert_eq!(message.sender, Some(person));
    assert!(message.command.is_none() && message.press.is_none() && message.media.is_empty() && !message.mentions_me);
}

#[test]
fn an_echo_is_said_by_the_page_to_the_person() {
    let message = view(&item(PAGE, PERSON, r#""message":{"mid":"m_5","is_echo":true,"text":"hi"}"#)).unwrap();
    let sender = message.sender.unwrap();
    assert_eq!((sender.id.as_str(), sender.is_self, sender.is_bot), (PAGE, true, true));
    assert_eq!(message.chat.unwrap().id, PERSON);
}

/// What the item holds, and the sort of message.
const SORTS: &[(&str, Option<What>)] = &[
    (r#""message":{"mid":"m","text":"x"}"#, Some(What::Message)),
    (
        r#""message":{"mid":"m","attachments":[{"type":"location","payload":{"coordinates":{"lat":1}}}]}"#,
        Some(What::Message),
    ),
    (r#""message":{"mid":"m","text":"x","quick_reply":{"payload":"p"}}"#, Some(What::Press)),
    (r#""message":{"mid":"m"}"#, Some(What::Service)),
    (r#""message":{"mid":"m","text":null,"attachments":null}"#, Some(What::Service)),
    (r#""postback":{"title":"Go","payload":"p"}"#, Some(What::Press)),
    (r#""read":{"watermark":1}"#, None),
    (r#""delivery":{"watermark":1}"#, None),
    (r#""reaction":{"reaction":"love","mid":"m"}"#, None),
    (r#""optin":{}"#, None),
    (r#""referral":{"ref":"r"}"#, Some(What::Opened)),
    (r#""brand_new":{"text":"x"}"#, None),
];

#[test]
fn a_message_is_something_said_and_a_receipt_is_none() {
    let platform = Messenger::new().view(&setup());
    for (more, what) in SORTS {
        let event = event(&push(&[&heard(more)]));
        assert_eq!(platform.message(&event).map(|message| message.what), *what, "{more}");
        if let Some(what) = what {
            assert!(
                platform.kinds(*what).contains(&event.kind().as_str()),
                "a route for {what:?} must be told of {more}"
            );
        }
    }
    let standby = push_of(&format!(r#"{{"id":"1","standby":[{}]}}"#, heard(r#""message":{"mid":"m","text":"x"}"#)));
    assert!(platform.message(&event(&standby)).is_none(), "another app has that conversation");
}

#[test]
fn a_press_is_a_postback_or_a_quick_reply() {
    let press = |item: &str| view(item).unwrap();
    let postback = press(&heard(r#""postback":{"mid":"m_7","title":"Go \u00e4","payload":"GO"}"#));
    assert_eq!(postback.press, Some(Press { id: "m_7".into(), data: "GO".into() }));
    assert_eq!((postback.text.as_deref(), postback.id.as_deref()), (Some("Go ä"), Some("m_7")));
    let nameless = press(&heard(r#""postback":{"title":"Go","payload":"GO"}"#));
    assert_eq!(nameless.press, Some(Press { id: "".into(), data: "GO".into() }));
    let quick = says(r#","text":"/go","quick_reply":{"payload":"GO"}"#);
    assert_eq!(quick.press, Some(Press { id: "m_5".into(), data: "GO".into() }));
    assert_eq!((quick.text.as_deref(), quick.command), (Some("/go"), None), "a label is no command");
}

#[test]
fn a_text_may_begin_with_a_command() {
    let command = Command { name: "start".into(), to: None, args: "now".into() };
    assert_eq!(says(r#","text":"/Start now""#).command, Some(command));
    assert_eq!(says(r#","text":"see /start""#).command, None);
}

#[test]
fn what_was_sent_along() {
    let file = |kind: &str, more: &str| {
        format!(r#"{{"type":"{kind}","payload":{{"url":"https://cdn.example.org/f"{more}}}}}"#)
    };
    let rows = [
        (file("image", ""), Some(MediaKind::Photo)),
        (file("image", r#","sticker_id":369239263222822"#), Some(MediaKind::Sticker)),
        (file("video", ""), Some(MediaKind::Video)),
        (file("audio", ""), Some(MediaKind::Audio)),
        (file("file", ""), Some(MediaKind::Document)),
        (file("template", ""), None),
        (r#"{"type":"image","payload":{}}"#.to_owned(), None),
        (r#"{"type":"fallback","payload":null,"title":"x"}"#.to_owned(), None),
        ("{}".to_owned(), None),
    ];
    for (attachment, kind) in rows {
        let message = says(&format!(r#","attachments":[{attachment}]"#));
        let expected: Vec<_> = kind
            .map(|kind| Attachment { kind, handle: "https://cdn.example.org/f".into(), size: None, mime: None })
            .into_iter()
            .collect();
        assert_eq!(message.media, expected, "{attachment}");
    }
}
