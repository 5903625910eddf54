//! Updates as messages.

use pollhook_core::{Attachment, ChatKind, Command, MediaKind, Message, Press, Sender, What};

use super::*;

fn view(kind: &str, content: &str) -> Option<Message> {
    Telegram.view(&setup()).message(&event(&format!(r#"{{"update_id":1,"{kind}":{content}}}"#)))
}

/// A message of `more` in a private chat with Anna.
fn says(more: &str) -> Message {
    let content = format!(
        r#"{{"message_id":5,"date":1,"chat":{{"id":2,"type":"private"}},
            "from":{{"id":2,"is_bot":false,"first_name":"Anna","last_name":"K\u00f6hler","language_code":"de"}}{more}}}"#
    );
    view("message", &content).unwrap()
}

#[test]
fn who_said_what_and_where() {
    let message = says(r#","text":"hi \ud83d\ude00","reply_to_message":{"message_id":3}"#);
    assert_eq!((message.what, message.id.as_deref()), (What::Message, Some("5")));
    assert_eq!((message.text.as_deref(), message.reply_to.as_deref()), (Some("hi 😀"), Some("3")));
    let chat = message.chat.unwrap();
    assert_eq!((chat.id.as_str(), chat.kind, chat.title), ("2", ChatKind::Private, None));
    let anna = Sender {
        id: "2".into(),
        name: "Anna Köhler".into(),
        language: Some("de".into()),
        is_bot: false,
        is_self: false,
    };
    assert_eq!(message.sender, Some(anna));
    assert!(message.command.is_none() && message.press.is_none() && message.media.is_empty() && !message.mentions_me);
}

#[test]
fn the_sorts_of_chats() {
    for (name, kind) in [
        ("private", ChatKind::Private),
        ("group", ChatKind::Group),
        ("supergroup", ChatKind::Group),
        ("channel", ChatKind::Channel),
    ] {
        let content = format!(r#"{{"chat":{{"id":-9,"type":"{name}","title":"T"}},"text":"x"}}"#);
        let chat = view("message", &content).unwrap().chat.unwrap();
        assert_eq!((chat.kind, chat.title.as_deref()), (kind, Some("T")), "{name}");
    }
}

/// Kind, content beside the chat, and the sort of message.
const SORTS: &[(&str, &str, Option<What>)] = &[
    ("message", r#""text":"x""#, Some(What::Message)),
    ("message", r#""caption":"x""#, Some(What::Message)),
    ("message", r#""dice":{"value":6}"#, Some(What::Message)),
    ("message", r#""location":{"latitude":1.5,"longitude":2}"#, Some(What::Message)),
    ("message", r#""rich_message":{}"#, Some(What::Message)),
    ("message", r#""new_chat_members":[{"id":8,"first_name":"B"}],"new_chat_member":{"id":8}"#, Some(What::Joined)),
    ("message", r#""left_chat_member":{"id":8,"first_name":"B"}"#, Some(What::Left)),
    ("message", r#""new_chat_title":"T""#, Some(What::Service)),
    ("message", r#""group_chat_created":true"#, Some(What::Service)),
    ("message", r#""migrate_to_chat_id":-100"#, Some(What::Service)),
    ("message", r#""pinned_message":{"text":"x"}"#, Some(What::Service)),
    ("message", r#""successful_payment":{}"#, Some(What::Service)),
    ("message", r#""sort_that_is_new":{}"#, Some(What::Service)),
    ("business_message", r#""text":"x""#, Some(What::Message)),
    ("edited_message", r#""text":"x""#, Some(What::Edited)),
    ("edited_channel_post", r#""text":"x""#, Some(What::Edited)),
    ("edited_business_message", r#""text":"x""#, Some(What::Edited)),
    ("channel_post", r#""text":"x""#, Some(What::ChannelPost)),
    ("channel_post", r#""new_chat_title":"T""#, Some(What::Service)),
    ("guest_message", r#""text":"x""#, None),
    ("my_chat_member", r#""date":1"#, None),
    ("message_reaction", r#""date":1"#, None),
    ("brand_new", r#""text":"x""#, None),
];

#[test]
fn a_message_is_something_said_anew() {
    let platform = Telegram.view(&setup());
    for (kind, content, what) in SORTS {
        let message = view(kind, &format!(r#"{{"chat":{{"id":1,"type":"group"}},{content}}}"#));
        assert_eq!(message.map(|message| message.what), *what, "{kind} {content}");
        if let Some(what) = what {
            assert!(platform.kinds(*what).contains(kind), "a route for {what:?} must be told of {kind}");
        }
    }
}

/// Type, offset and length of each.
type Entities = &'static [(&'static str, u32, u32)];

/// Text and its entities, then the command's name, whom it names, its arguments.
type CommandRow = (&'static str, Entities, Option<(&'static str, Option<&'static str>, &'static str)>);

const COMMANDS: &[CommandRow] = &[
    ("/start", &[("bot_command", 0, 6)], Some(("start", None, ""))),
    ("/start now  or never ", &[("bot_command", 0, 6)], Some(("start", None, "now  or never "))),
    ("/Menu@Other_Bot\nsoup", &[("bot_command", 0, 15)], Some(("menu", Some("Other_Bot"), "soup"))),
    ("/старт да", &[("bot_command", 0, 6)], Some(("старт", None, "да"))),
    ("see /help", &[("bot_command", 4, 5)], None),
    ("/start", &[], None),
    ("/start", &[("bold", 0, 6)], None),
    ("/start", &[("bot_command", 0, 7)], None),
    ("/start", &[("bot_command", 0, 4_000_000_000)], None),
    ("😀", &[("bot_command", 0, 1)], None),
    ("/x 😀 /y", &[("bold", 0, 2), ("bot_command", 0, 2), ("bot_command", 6, 2)], Some(("x", None, "😀 /y"))),
];

fn with_entities(text: &str, entities: Entities, fields: (&str, &str)) -> Message {
    let entities: Vec<Value> = entities
        .iter()
        .map(|(kind, offset, length)| serde_json::json!({ "type": kind, "offset": offset, "length": length }))
        .collect();
    says(&format!(r#","{}":{},"{}":{}"#, fields.0, Value::from(text), fields.1, Value::from(entities)))
}

#[test]
fn a_command_stands_at_the_very_beginning() {
    for (text, entities, expected) in COMMANDS {
        let expected =
            expected.map(|(name, to, args)| Command { name: name.into(), to: to.map(Into::into), args: args.into() });
        let message = with_entities(text, entities, ("text", "entities"));
        assert_eq!(message.command, expected, "{text}");
        let message = with_entities(text, entities, ("caption", "caption_entities"));
        assert_eq!((message.command, message.text.as_deref()), (expected, Some(*text)), "as a caption: {text}");
    }
}

#[test]
fn it_is_told_when_it_is_meant() {
    // The bot is @Echo_Bot; offsets count UTF-16 units.
    let rows: &[(&str, Entities, bool)] = &[
        ("hey @echo_bot", &[("mention", 4, 9)], true),
        ("😀 @ECHO_BOT !", &[("mention", 3, 9)], true),
        ("/menu@echo_bot", &[("bot_command", 0, 14)], true),
        ("/menu", &[("bot_command", 0, 5)], false),
        ("hey @echo_bot2", &[("mention", 4, 10)], false),
        ("hey @echo_bot", &[], false),
        ("hey @echo_bot", &[("mention", 40, 9)], false),
    ];
    for (text, entities, meant) in rows {
        assert_eq!(with_entities(text, entities, ("text", "entities")).mentions_me, *meant, "{text}");
    }
    let named = r#","text":"you","entities":[{"type":"text_mention","offset":0,"length":3,"user":{"id":700}}]"#;
    assert!(says(named).mentions_me);
    assert!(!says(&named.replace("700", "701")).mentions_me);
}

#[test]
fn who_speaks_as_a_chat_is_that_chat() {
    let content = r#"{"text":"x","chat":{"id":-9,"type":"supergroup"},"from":{"id":1087968824,"is_bot":true,
        "first_name":"Group"},"sender_chat":{"id":-9,"type":"supergroup","title":"Ours"}}"#;
    let sender = view("message", content).unwrap().sender.unwrap();
    assert_eq!((sender.id.as_str(), sender.name.as_str(), sender.is_bot), ("-9", "Ours", false));
}

#[test]
fn it_knows_itself() {
    let content = r#"{"text":"x","chat":{"id":1,"type":"private"},"from":{"id":ID,"is_bot":true,"first_name":"B"}}"#;
    for (id, is_self) in [("700", true), ("701", false)] {
        assert_eq!(view("message", &content.replace("ID", id)).unwrap().sender.unwrap().is_self, is_self);
    }
    let business = content.replace("ID", "1").replace("\"text\"", "\"sender_business_bot\":{\"id\":700},\"text\"");
    assert!(view("business_message", &business).unwrap().sender.unwrap().is_self);
}

#[test]
fn a_thread_is_a_topic_and_not_any_chain_of_replies() {
    assert_eq!(says(r#","text":"x","message_thread_id":4,"is_topic_message":true"#).thread.as_deref(), Some("4"));
    assert_eq!(says(r#","text":"x","message_thread_id":4"#).thread, None);
}

#[test]
fn what_was_sent_with_it() {
    let file = r#"{"file_id":"F","file_unique_id":"u","file_size":10,"mime_type":"a/b"}"#;
    for (field, kind) in [
        ("video", MediaKind::Video),
        ("video_note", MediaKind::Video),
        ("audio", MediaKind::Audio),
        ("voice", MediaKind::Audio),
        ("sticker", MediaKind::Sticker),
        ("document", MediaKind::Document),
    ] {
        let expected = Attachment { kind, handle: "F".into(), size: Some(10), mime: Some("a/b".into()) };
        let message = says(&format!(r#","{field}":{file}"#));
        assert_eq!((message.what, message.media), (What::Message, vec![expected]), "{field}");
    }
    let animation = says(&format!(r#","animation":{file},"document":{file}"#)).media;
    assert_eq!(animation.iter().map(|media| media.kind).collect::<Vec<_>>(), [MediaKind::Video], "told twice");
    let photo =
        says(r#","photo":[{"file_id":"s","width":90},{"file_id":"L","width":1280},{"file_id":"m","width":320}]"#);
    assert_eq!(photo.media.iter().map(|media| media.handle.as_str()).collect::<Vec<_>>(), ["L"], "the largest");
}

#[test]
fn a_press_has_its_id_and_data() {
    let from = r#""from":{"id":2,"first_name":"Anna"}"#;
    let content = format!(
        r#"{{"id":"q1",{from},"data":"pizza","message":{{"message_id":5,"date":0,"chat":{{"id":-9,"type":"supergroup"}},
            "message_thread_id":4,"is_topic_message":true}}}}"#
    );
    let message = view("callback_query", &content).unwrap();
    assert_eq!(message.press, Some(Press { id: "q1".into(), data: "pizza".into() }));
    assert_eq!((message.what, message.id.as_deref(), message.thread.as_deref()), (What::Press, Some("5"), Some("4")));
    assert_eq!((message.chat.unwrap().id.as_str(), message.sender.unwrap().name.as_str()), ("-9", "Anna"));

    let inline =
        view("callback_query", &format!(r#"{{"id":"q1",{from},"inline_message_id":"i","game_short_name":"g"}}"#));
    let inline = inline.unwrap();
    assert_eq!((inline.chat, inline.press.unwrap().data.as_str()), (None, ""));
}

#[test]
fn content_of_another_shape_is_no_message() {
    assert_eq!(view("message", r#"{"chat":{"id":1,"type":"private"},"text":["x"]}"#), None);
    assert_eq!(view("message", r#"{"chat":{"id":1}}"#), None);
}
