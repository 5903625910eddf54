//! Telegram as a test plays it: updates by webhook, and the few methods with which bots speak.

use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString};
use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Bytes, Call, ChatKind, Identity, MediaKind, Parts, SecretString, Setup};
use serde_json::{Value, json};

use crate::stage::{self, Deed, Happening, News, Person, Place, Stage, Unplayable, since_1970};

/// Where everybody may write to the bot.
#[derive(Debug)]
pub(crate) struct Town;

const ME: u64 = 7_000_000_001;
const MY_NAME: &str = "test_bot";
const SECRET: &str = "of-a-test";
/// Numbers of updates begin anywhere.
const FIRST_UPDATE: u64 = 100_000_000;
/// The ids of supergroups lie below this.
const GROUPS: i64 = -1_001_000_000_000;

impl Stage for Town {
    fn prepare(&self, setup: &mut Setup) {
        setup.identity = Some(Identity { id: ME.to_compact_string(), name: MY_NAME.into() });
        setup.secrets = vec![SecretString::from(SECRET)];
    }

    fn room(&self, person: &Person) -> Place {
        Place { chat: person.number.to_compact_string(), kind: ChatKind::Private, title: None }
    }

    fn group(&self, number: u64, title: &str) -> Result<Place, Unplayable> {
        let chat = GROUPS - i64::try_from(number).unwrap_or_default();
        Ok(Place { chat: chat.to_compact_string(), kind: ChatKind::Group, title: Some(title.to_owned()) })
    }

    fn tell(&self, happening: &Happening<'_>) -> Result<News, Unplayable> {
        let from = person(happening.by);
        let base = |message: u64| {
            let date = since_1970(happening.wall).as_secs();
            json!({ "message_id": message, "from": from, "chat": chat(happening.at, happening.by), "date": date })
        };
        let (kind, content) = match happening.deed {
            Deed::Says { message, text, media } => ("message", said(base(message), text, media)),
            Deed::Edits { message, text } => {
                let mut edited = said(base(message), text, None);
                edited["edit_date"] = edited["date"].clone();
                ("edited_message", edited)
            }
            Deed::Presses { on, data, .. } => {
                let id = on.id.parse().unwrap_or_default();
                let mut pressed = said(base(id), &on.text, on.media.as_ref().map(|_| MediaKind::Photo));
                pressed["from"] = me();
                if let Some(handle) = &on.media {
                    pressed["photo"] = photo(handle);
                }
                let id = (u64::MAX / 2 + happening.number).to_string();
                let instance = happening.at.chat.as_str();
                (
                    "callback_query",
                    json!({ "id": id, "from": from, "message": pressed, "chat_instance": instance, "data": data }),
                )
            }
            Deed::Joins => ("message", with(base(happening.number), "new_chat_members", json!([from]))),
            Deed::Leaves => ("message", with(base(happening.number), "left_chat_member", from.clone())),
            Deed::Opens { .. } => return Err(Unplayable("nobody opens anything on Telegram: they just write".into())),
        };
        Ok(News::new(kind, content.to_string()))
    }

    fn push(&self, news: &News, number: u64) -> Option<(Parts, Bytes)> {
        Some(stage::post(&[("x-telegram-bot-api-secret-token", SECRET)], update(news, number)))
    }

    fn page(&self, news: &News, number: u64, _wall: SystemTime) -> Option<Answer> {
        let page = [b"{\"ok\":true,\"result\":[", &update(news, number)[..], b"]}"].concat();
        Some(Answer::new(StatusCode::OK, HeaderMap::new(), page))
    }

    fn result(&self, call: &Call, number: u64, wall: SystemTime) -> Value {
        let method = call.url.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let parameters = stage::parameters(call);
        let number = parameters["message_id"].as_u64().unwrap_or(number);
        let date = since_1970(wall).as_secs();
        let chat = json!({ "id": parameters["chat_id"], "type": "private" });
        let message = json!({ "message_id": number, "from": me(), "chat": chat, "date": date });
        match &*method {
            "sendphoto" => with(message, "photo", photo(&handle(number))),
            "senddocument" => {
                let file = json!({ "file_id": handle(number), "file_unique_id": format!("u{number}") });
                with(message, "document", file)
            }
            method if method.starts_with("send") && method != "sendchataction" => {
                with(message, "text", parameters["text"].clone())
            }
            "getfile" => {
                let handle = &parameters["file_id"];
                let path = format!("files/{}", handle.as_str().unwrap_or_default());
                json!({ "file_id": handle, "file_unique_id": "unique", "file_path": path })
            }
            method if method.starts_with("editmessage") => message,
            _ => Value::Bool(true),
        }
    }

    fn answer(&self, result: &Value) -> Answer {
        stage::json(StatusCode::OK, None, &json!({ "ok": true, "result": result }))
    }

    fn refusal(&self, status: StatusCode, after: Option<Duration>, why: &str) -> Answer {
        let mut body = json!({ "ok": false, "error_code": status.as_u16(), "description": why });
        if let Some(after) = after {
            body["parameters"] = json!({ "retry_after": after.as_secs() });
        }
        stage::json(status, after, &body)
    }

    fn id(&self, number: u64) -> CompactString {
        number.to_compact_string()
    }
}

/// An update around its content, unless the content is one.
fn update(news: &News, number: u64) -> Bytes {
    match news.content_without("update_id") {
        Some(content) => {
            format!(r#"{{"update_id":{},{}:{content}}}"#, FIRST_UPDATE + number, Value::from(news.kind.as_str())).into()
        }
        None => news.content.clone(),
    }
}

fn me() -> Value {
    json!({ "id": ME, "is_bot": true, "first_name": "Test", "username": MY_NAME })
}

fn person(person: &Person) -> Value {
    let user = json!({ "id": person.number, "is_bot": false, "first_name": person.name });
    match &person.language {
        Some(language) => with(user, "language_code", language.as_str().into()),
        None => user,
    }
}

fn chat(place: &Place, by: &Person) -> Value {
    let id = place.chat.parse::<i64>().unwrap_or_default();
    match place.kind {
        ChatKind::Private => json!({ "id": id, "type": "private", "first_name": by.name }),
        _ => json!({ "id": id, "type": "supergroup", "title": place.title }),
    }
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

/// A message with a text, or a medium and its caption.
fn said(mut message: Value, text: &str, media: Option<MediaKind>) -> Value {
    let (name, entities) = if media.is_some() { ("caption", "caption_entities") } else { ("text", "entities") };
    if let Some(kind) = media {
        let handle = handle(message["message_id"].as_u64().unwrap_or_default());
        let file = json!({ "file_id": handle, "file_unique_id": "unique", "file_size": 20_480 });
        let (name, value) = match kind {
            MediaKind::Photo => ("photo", photo(&handle)),
            MediaKind::Video => ("video", file),
            MediaKind::Audio => ("audio", file),
            MediaKind::Sticker => ("sticker", file),
            _ => ("document", file),
        };
        message[name] = value;
    }
    if !text.is_empty() || media.is_none() {
        message[name] = text.into();
        let found = marks(text);
        if !found.is_empty() {
            message[entities] = found.into();
        }
    }
    message
}

fn handle(number: u64) -> String {
    format!("file-{number}")
}

fn photo(handle: &str) -> Value {
    let size = |suffix: &str, width: u32| {
        let (id, unique) = (format!("{handle}{suffix}"), format!("u-{handle}{suffix}"));
        json!({ "file_id": id, "file_unique_id": unique, "width": width, "height": width, "file_size": width * 20 })
    };
    json!([size("-s", 90), size("", 1280)])
}

/// What Telegram marks in a text by itself: commands and mentions, counted in UTF-16.
fn marks(text: &str) -> Vec<Value> {
    let mut marks = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let kind = match bare.as_bytes() {
            [b'/', first, ..] if first.is_ascii_alphanumeric() => Some("bot_command"),
            [b'@', first, ..] if first.is_ascii_alphanumeric() => Some("mention"),
            _ => None,
        };
        if let Some(kind) = kind {
            marks.push(json!({ "type": kind, "offset": at, "length": bare.encode_utf16().count() }));
        }
        at += word.encode_utf16().count();
    }
    marks
}
