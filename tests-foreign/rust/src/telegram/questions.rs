//! What waits for an answer: presses, inline queries, payments; and polls.

use serde_json::{Value, json};

use super::messages::message;
use super::{DATE, a_bot, anna, bob, channel, group, private};
use crate::Document;

pub(super) fn documents() -> Vec<Document> {
    [presses(), inline(), payments(), polls()].concat()
}

fn presses() -> Vec<Document> {
    let button = json!({
        "message_id": 16, "from": a_bot(7, "echo"), "chat": private(), "date": DATE, "text": "Sure?",
        "reply_markup": {"inline_keyboard": [[
            {"text": "Yes", "callback_data": "yes"}, {"text": "More", "url": "https://example.org/"},
        ]]},
    });
    let press = |more: Value| {
        let press = json!({"id": "4382bfdwdsb323b2d9", "from": anna(), "chat_instance": "-3259217281532847352"});
        ("callback_query", super::with(press, more))
    };
    vec![
        press(json!({"message": button, "data": "yes"})),
        // Too old to be shown: a date of 0 says so.
        press(json!({"message": {"message_id": 2, "chat": private(), "date": 0}, "data": "no"})),
        press(json!({"inline_message_id": "AAAAAAAAAAA", "data": "inline"})),
        press(json!({"message": message(json!({"text": "a game"})), "game_short_name": "tetris"})),
    ]
}

fn inline() -> Vec<Document> {
    let location = json!({"latitude": 52.5, "longitude": 13.25});
    vec![
        (
            "inline_query",
            json!({
                "id": "21474836470", "from": anna(), "query": "cats", "offset": "10", "chat_type": "sender",
                "location": location,
            }),
        ),
        ("inline_query", json!({"id": "21474836471", "from": bob(), "query": "", "offset": ""})),
        (
            "chosen_inline_result",
            json!({
                "result_id": "cat 3", "from": anna(), "query": "cats", "inline_message_id": "AAAAAAAAAAA",
                "location": location,
            }),
        ),
    ]
}

fn payments() -> Vec<Document> {
    let address = json!({
        "country_code": "DE", "state": "", "city": "Berlin", "street_line1": "Street 1", "street_line2": "",
        "post_code": "10115",
    });
    vec![
        (
            "shipping_query",
            json!({
                "id": "s1", "from": anna(), "invoice_payload": "order 1", "shipping_address": address,
            }),
        ),
        (
            "pre_checkout_query",
            json!({
                "id": "p1", "from": anna(), "currency": "EUR", "total_amount": 1999, "invoice_payload": "order 1",
                "shipping_option_id": "fast",
                "order_info": {
                    "name": "Anna Ö", "phone_number": "4930123456", "email": "anna@example.org",
                    "shipping_address": address,
                },
            }),
        ),
        ("purchased_paid_media", json!({"from": anna(), "paid_media_payload": "picture 1"})),
        ("subscription", json!({"user": anna(), "invoice_payload": "monthly", "state": "active"})),
        ("subscription", json!({"user": bob(), "invoice_payload": "monthly", "state": "canceled"})),
        ("subscription", json!({"user": bob(), "invoice_payload": "monthly", "state": "failed"})),
    ]
}

fn polls() -> Vec<Document> {
    let option = |number: u64, text: &str, votes: u64| json!({"persistent_id": format!("option {number}"), "text": text, "voter_count": votes});
    let quiz = json!({
        "id": "5444444444444444444",
        "question": "Two and two?",
        "question_entities": [{"type": "custom_emoji", "offset": 0, "length": 3, "custom_emoji_id": "536832417067120"}],
        "options": [option(1, "four", 2), option(2, "five", 1)],
        "total_voter_count": 3,
        "is_closed": true,
        "is_anonymous": false,
        "type": "quiz",
        "allows_multiple_answers": false,
        "allows_revoting": false,
        "members_only": false,
        "correct_option_ids": [0],
        "explanation": "Count.",
        "explanation_entities": [{"type": "bold", "offset": 0, "length": 5}],
        "open_period": 60,
        "close_date": DATE + 60,
    });
    let answer = |more: Value| {
        let answer = json!({
            "poll_id": "5444444444444444444", "option_ids": [0], "option_persistent_ids": ["option 1"],
        });
        ("poll_answer", super::with(answer, more))
    };
    vec![
        ("poll", quiz),
        answer(json!({"user": anna()})),
        answer(json!({"user": bob(), "option_ids": [], "option_persistent_ids": []})),
        answer(json!({"voter_chat": channel(), "user": {
            "id": 136_817_688, "is_bot": true, "first_name": "Channel", "username": "Channel_Bot",
        }})),
        (
            "poll_answer",
            json!({
                "poll_id": "5444444444444444445", "voter_chat": group(), "option_ids": [1],
                "option_persistent_ids": ["option 2"],
            }),
        ),
    ]
}
