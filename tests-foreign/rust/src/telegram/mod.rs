//! Updates in full, as the Bot API (10.3) documents them: at least one for each kind.

mod business;
mod chats;
mod messages;
mod questions;

use serde_json::{Value, json};

use crate::Document;

/// When all of it happened.
const DATE: u64 = 1_795_507_200;
const DAY: u64 = 24 * 60 * 60;

/// Every document: a kind may have several, where what it holds differs in shape.
pub fn documents() -> Vec<Document> {
    [messages::documents(), questions::documents(), chats::documents(), business::documents()].concat()
}

/// Somebody who has told all there is to tell.
fn anna() -> Value {
    json!({
        "id": 5_000_000_001_u64,
        "is_bot": false,
        "first_name": "Anna",
        "last_name": "Ö",
        "username": "anna",
        "language_code": "de",
        "is_premium": true,
        "added_to_attachment_menu": true,
    })
}

/// Somebody who has told nothing.
fn bob() -> Value {
    json!({"id": 1002, "is_bot": false, "first_name": "Bob"})
}

fn a_bot(id: u64, name: &str) -> Value {
    json!({"id": id, "is_bot": true, "first_name": name, "username": format!("{name}_bot")})
}

fn private() -> Value {
    json!({
        "id": 5_000_000_001_u64, "type": "private", "first_name": "Anna", "last_name": "Ö", "username": "anna",
    })
}

fn group() -> Value {
    json!({"id": -2001, "type": "group", "title": "Kitchen"})
}

fn forum() -> Value {
    json!({
        "id": -1_001_234_567_890_i64, "type": "supergroup", "title": "House", "username": "house", "is_forum": true,
    })
}

fn channel() -> Value {
    json!({"id": -1_009_876_543_210_i64, "type": "channel", "title": "News", "username": "news"})
}

/// A file, and what sorts of files have besides.
fn file(name: &str, more: Value) -> Value {
    let file = json!({
        "file_id": format!("AgACAgIAAx-{name}"), "file_unique_id": format!("AQAD-{name}"), "file_size": 1024,
    });
    with(file, more)
}

fn picture() -> Value {
    json!([file("small", json!({"width": 90, "height": 60})), file("large", json!({"width": 1280, "height": 853})),])
}

/// An object, and what else it has.
fn with(mut object: Value, more: Value) -> Value {
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}
