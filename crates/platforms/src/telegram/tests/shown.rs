//! What becomes of each kind of update: payloads as the server writes them, and their views.

use super::*;
use crate::shown::shown;

/// Kind, what stands under it, and the view.
const TABLE: &[(&str, &str, &str)] = &[
    (
        "message",
        r#"{"message_id":1365,"from":{"id":80541,"is_bot":false,"first_name":"Anna","last_name":"Weber","username":"anna_w",
            "language_code":"de","is_premium":true},"chat":{"id":80541,"first_name":"Anna","last_name":"Weber",
            "username":"anna_w","type":"private"},"date":1764000000,"text":"/start shop_7",
            "entities":[{"offset":0,"length":6,"type":"bot_command"}]}"#,
        r#"Message id=1365 chat=80541:Private by=80541(Anna Weber)/de text="/start shop_7" command=start@(shop_7)"#,
    ),
    (
        "message",
        r#"{"message_id":52,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":-1001234567890,
            "title":"Lunch","is_forum":true,"type":"supergroup"},"date":1764000000,"message_thread_id":17,
            "is_topic_message":true,"reply_to_message":{"message_id":17,"from":{"id":700,"is_bot":true,"first_name":"Echo"},
            "chat":{"id":-1001234567890,"title":"Lunch","is_forum":true,"type":"supergroup"},"date":1763000000,
            "forum_topic_created":{"name":"Today","icon_color":7322096}},"text":"@Echo_Bot what is there?",
            "entities":[{"offset":0,"length":9,"type":"mention"}]}"#,
        r#"Message id=52 chat=-1001234567890:Group(Lunch) thread=17 by=80541(Anna) text="@Echo_Bot what is there?" answers=17 @me"#,
    ),
    (
        "message",
        r#"{"message_id":1366,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":80541,
            "first_name":"Anna","type":"private"},"date":1764000000,"photo":[
            {"file_id":"AgADs","file_unique_id":"AQADs","file_size":1253,"width":90,"height":67},
            {"file_id":"AgADx","file_unique_id":"AQADx","file_size":98304,"width":1280,"height":960}],
            "caption":"/menu@Echo_Bot new","caption_entities":[{"offset":0,"length":14,"type":"bot_command"}]}"#,
        r#"Message id=1366 chat=80541:Private by=80541(Anna) text="/menu@Echo_Bot new" command=menu@Echo_Bot(new) media=Photo/98304//AgADx @me"#,
    ),
    (
        "message",
        r#"{"message_id":1367,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":80541,
            "first_name":"Anna","type":"private"},"date":1764000000,"voice":{"duration":3,"mime_type":"audio/ogg",
            "file_id":"AwACv","file_unique_id":"AgADv","file_size":12071}}"#,
        "Message id=1367 chat=80541:Private by=80541(Anna) media=Audio/12071/audio/ogg/AwACv",
    ),
    (
        "message",
        r#"{"message_id":1368,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":80541,
            "first_name":"Anna","type":"private"},"date":1764000000,"location":{"latitude":52.52,"longitude":13.405}}"#,
        "Message id=1368 chat=80541:Private by=80541(Anna)",
    ),
    (
        "message",
        r#"{"message_id":60,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":-1001234567890,
            "title":"Lunch","type":"supergroup"},"date":1764000000,
            "new_chat_participant":{"id":80542,"is_bot":false,"first_name":"Ben"},
            "new_chat_member":{"id":80542,"is_bot":false,"first_name":"Ben"},
            "new_chat_members":[{"id":80542,"is_bot":false,"first_name":"Ben"},
            {"id":700,"is_bot":true,"first_name":"Echo","username":"Echo_Bot"}]}"#,
        "Joined id=60 chat=-1001234567890:Group(Lunch) by=80541(Anna) members=80542(Ben)+700(Echo)/me",
    ),
    (
        "message",
        r#"{"message_id":61,"from":{"id":80542,"is_bot":false,"first_name":"Ben"},"chat":{"id":-1001234567890,
            "title":"Lunch","type":"supergroup"},"date":1764000000,
            "left_chat_participant":{"id":80542,"is_bot":false,"first_name":"Ben"},
            "left_chat_member":{"id":80542,"is_bot":false,"first_name":"Ben"}}"#,
        "Left id=61 chat=-1001234567890:Group(Lunch) by=80542(Ben) members=80542(Ben)",
    ),
    (
        "message",
        r#"{"message_id":62,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":-1001234567890,
            "title":"Dinner","type":"supergroup"},"date":1764000000,"new_chat_title":"Dinner"}"#,
        "Service id=62 chat=-1001234567890:Group(Dinner) by=80541(Anna)",
    ),
    (
        "edited_message",
        r#"{"message_id":1365,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat":{"id":80541,
            "first_name":"Anna","type":"private"},"date":1764000000,"edit_date":1764000009,"text":"soup, please"}"#,
        r#"Edited id=1365 chat=80541:Private by=80541(Anna) text="soup, please""#,
    ),
    (
        "channel_post",
        r#"{"message_id":9,"sender_chat":{"id":-1009876543210,"title":"News","username":"news","type":"channel"},
            "chat":{"id":-1009876543210,"title":"News","username":"news","type":"channel"},"date":1764000000,
            "text":"closed today"}"#,
        r#"ChannelPost id=9 chat=-1009876543210:Channel(News) by=-1009876543210(News) text="closed today""#,
    ),
    (
        "business_message",
        r#"{"business_connection_id":"Xq1","message_id":3,"from":{"id":80541,"is_bot":false,"first_name":"Anna"},
            "chat":{"id":80541,"first_name":"Anna","type":"private"},"date":1764000000,"text":"open?"}"#,
        r#"Message id=3 chat=80541:Private by=80541(Anna) text="open?""#,
    ),
    (
        "callback_query",
        r#"{"id":"345917246118","from":{"id":80541,"is_bot":false,"first_name":"Anna","language_code":"de"},
            "message":{"message_id":1370,"from":{"id":700,"is_bot":true,"first_name":"Echo","username":"Echo_Bot"},
            "chat":{"id":80541,"first_name":"Anna","type":"private"},"date":1764000000,"text":"What would you like?",
            "reply_markup":{"inline_keyboard":[[{"text":"Soup","callback_data":"buy:soup"}]]}},
            "chat_instance":"-2210","data":"buy:soup"}"#,
        r#"Press id=1370 chat=80541:Private by=80541(Anna)/de press=345917246118:"buy:soup""#,
    ),
    (
        "callback_query",
        r#"{"id":"345917246119","from":{"id":80541,"is_bot":false,"first_name":"Anna"},"inline_message_id":"BAAAx",
            "chat_instance":"-2210","data":"more"}"#,
        r#"Press by=80541(Anna) press=345917246119:"more""#,
    ),
    (
        "my_chat_member",
        r#"{"chat":{"id":80541,"first_name":"Anna","type":"private"},"from":{"id":80541,"is_bot":false,
            "first_name":"Anna"},"date":1764000000,"old_chat_member":{"user":{"id":700,"is_bot":true,"first_name":"Echo"},
            "status":"member"},"new_chat_member":{"user":{"id":700,"is_bot":true,"first_name":"Echo"},"status":"kicked",
            "until_date":0}}"#,
        "-",
    ),
    (
        "inline_query",
        r#"{"id":"345917246120","from":{"id":80541,"is_bot":false,"first_name":"Anna"},"chat_type":"sender","query":"so",
            "offset":""}"#,
        "-",
    ),
    (
        "message_reaction",
        r#"{"chat":{"id":-1001234567890,"title":"Lunch","type":"supergroup"},"message_id":52,"user":{"id":80541,
            "is_bot":false,"first_name":"Anna"},"date":1764000000,"old_reaction":[],
            "new_reaction":[{"type":"emoji","emoji":"👍"}]}"#,
        "-",
    ),
    (
        "poll_answer",
        r#"{"poll_id":"5301","user":{"id":80541,"is_bot":false,"first_name":"Anna"},"option_ids":[1]}"#,
        "-",
    ),
];

#[test]
fn a_table_of_kinds_and_views() {
    let view = Telegram.view(&setup());
    for (kind, content, expected) in TABLE {
        let event = event(&format!(r#"{{"update_id":10000,"{kind}":{content}}}"#));
        let message = view.message(&event);
        assert_eq!(shown(message.as_ref()), *expected, "{kind}");
        assert_eq!(view.inner(&event), Some(content.as_bytes()), "{kind}: what stands under it");
        if let Some(what) = message.map(|message| message.what) {
            assert!(view.kinds(what).contains(kind), "a route for {what:?} is told of {kind}");
        }
    }
}

#[test]
fn an_update_of_another_shape_has_no_inner_object() {
    let event =
        Draft::new("1", "message", r#"["update_id"]"#).stamp(&Origin::new("e", "telegram", Via::Polling), now().wall);
    assert_eq!(Telegram.view(&setup()).inner(&event), None);
}
