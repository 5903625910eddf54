//! What happens in chats: who comes and goes, reactions, boosts.

use serde_json::{Value, json};

use super::{DATE, DAY, a_bot, anna, bob, channel, forum, group, private, with};
use crate::Document;

pub(super) fn documents() -> Vec<Document> {
    [members(), reactions(), boosts()].concat()
}

/// Every right of an administrator in a supergroup and in a channel.
fn administrator(user: Value) -> Value {
    let mut administrator = json!({"status": "administrator", "user": user, "custom_title": "Cook"});
    for right in [
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_post_messages",
        "can_edit_messages",
        "can_pin_messages",
        "can_manage_topics",
        "can_manage_direct_messages",
        "can_manage_tags",
        "can_send_welcome_messages",
    ] {
        administrator[right] = (right != "is_anonymous").into();
    }
    administrator
}

fn restricted(user: Value) -> Value {
    let mut restricted = json!({"status": "restricted", "user": user, "is_member": true, "until_date": DATE + DAY});
    for right in [
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_react_to_messages",
        "can_edit_tag",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    ] {
        restricted[right] = (right == "can_send_messages").into();
    }
    restricted
}

fn link() -> Value {
    json!({
        "invite_link": "https://t.me/+AbCdEfGh", "creator": anna(), "creates_join_request": true, "is_primary": false,
        "is_revoked": false, "name": "friends", "expire_date": DATE + DAY, "pending_join_request_count": 2,
    })
}

fn change(chat: Value, by: Value, old: Value, new: Value) -> Value {
    json!({"chat": chat, "from": by, "date": DATE, "old_chat_member": old, "new_chat_member": new})
}

fn members() -> Vec<Document> {
    let me = || a_bot(7, "echo");
    let is = |status: &str, user: Value| json!({"status": status, "user": user});
    let kicked = |user: Value| json!({"status": "kicked", "user": user, "until_date": 0});
    let owner = json!({"status": "creator", "user": anna(), "is_anonymous": false, "custom_title": "Boss"});
    let joined = change(forum(), bob(), is("left", bob()), is("member", bob()));
    let joined = with(joined, json!({"invite_link": link(), "via_join_request": true}));
    vec![
        ("my_chat_member", change(private(), anna(), is("member", me()), kicked(me()))),
        ("my_chat_member", change(group(), anna(), is("left", me()), is("member", me()))),
        ("my_chat_member", change(channel(), anna(), is("left", me()), administrator(me()))),
        ("chat_member", joined),
        ("chat_member", change(forum(), anna(), is("member", bob()), restricted(bob()))),
        ("chat_member", change(forum(), anna(), owner, administrator(anna()))),
        (
            "chat_join_request",
            json!({
                "chat": channel(), "from": bob(), "user_chat_id": 1002, "date": DATE, "bio": "I cook", "invite_link": link(),
            }),
        ),
        ("stopped_message_generation", json!({"chat": private(), "draft_id": 12})),
        ("stopped_message_generation", json!({"chat": forum(), "message_thread_id": 5, "draft_id": 13})),
    ]
}

fn reactions() -> Vec<Document> {
    let thumb = json!({"type": "emoji", "emoji": "👍"});
    let own = json!({"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"});
    let paid = json!({"type": "paid"});
    vec![
        (
            "message_reaction",
            json!({
                "chat": forum(), "message_id": 19, "user": anna(), "date": DATE, "old_reaction": [],
                "new_reaction": [thumb, own],
            }),
        ),
        (
            "message_reaction",
            json!({
                "chat": forum(), "message_id": 19, "actor_chat": channel(), "date": DATE, "old_reaction": [thumb],
                "new_reaction": [],
            }),
        ),
        (
            "message_reaction_count",
            json!({"chat": channel(), "message_id": 7, "date": DATE, "reactions": [
                {"type": thumb, "total_count": 12}, {"type": own, "total_count": 1}, {"type": paid, "total_count": 3},
            ]}),
        ),
    ]
}

fn boosts() -> Vec<Document> {
    let boost = |source: Value| {
        let boost = json!({
            "boost_id": "b1", "add_date": DATE, "expiration_date": DATE + 30 * DAY, "source": source,
        });
        ("chat_boost", json!({"chat": channel(), "boost": boost}))
    };
    let by = |source: &str| json!({"source": source, "user": anna()});
    vec![
        boost(by("premium")),
        boost(by("gift_code")),
        boost(json!({"source": "giveaway", "giveaway_message_id": 8, "user": bob(), "prize_star_count": 100})),
        boost(json!({"source": "giveaway", "giveaway_message_id": 0, "is_unclaimed": true})),
        (
            "removed_chat_boost",
            json!({
                "chat": channel(), "boost_id": "b1", "remove_date": DATE, "source": by("premium"),
            }),
        ),
    ]
}
