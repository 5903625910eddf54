//! Facts about `setWebhook`, `deleteWebhook` and `getWebhookInfo`.

use std::time::Duration;

use super::{Play, Row, check, form};
use crate::Options;
use crate::clock::Clock;
use crate::telegram::hook::{self, Hook};

fn info(play: &mut Play) -> serde_json::Value {
    let pending = play.pending();
    hook::info(play.desk.hook(), &play.desk.health, pending, play.desk.allowed.names(), &Clock::start())
}

static ROWS: &[Row] = &[
    ("the four things that a change of the webhook is called", |p| {
        assert_eq!(p.set("url=http://bot/"), "Webhook was set");
        assert_eq!(p.at(1.0).set("url=http://bot/"), "Webhook is already set");
        assert_eq!(p.set(""), "Webhook was deleted");
        assert_eq!(p.set(""), "Webhook is already deleted");
    }),
    ("any other setting makes it another webhook", |p| {
        p.set("url=http://bot/");
        let changed = ["url=http://bot/&max_connections=1", "url=http://bot/&secret_token=x", "url=http://bot/2"];
        for (second, params) in changed.iter().enumerate() {
            assert_eq!(p.at(1.0 + second as f64).set(params), "Webhook was set", "{params}");
        }
    }),
    ("more than one a second is too many; deleting is not counted", |p| {
        p.set("url=http://bot/");
        assert_eq!(p.at(0.9).set("url=http://other/"), "429 Too Many Requests: retry after 1");
        assert_eq!(p.set(""), "Webhook was deleted");
        assert_eq!(p.at(1.0).set("url=http://other/"), "Webhook was set");
    }),
    ("a webhook that is being set is terminated by the next one", |p| {
        *p = Play::new(&Options { hook_setup: Duration::from_secs(2), ..Options::default() });
        let first = p.begin_set("url=http://bot/").unwrap();
        assert_eq!(p.look_setting(first), "held until 2");
        let second = p.at(1.0).begin_set("url=http://other/").unwrap();
        assert_eq!(p.look_setting(first), "409 Conflict: terminated by other setWebhook at 1");
        assert_eq!(p.at(3.0).look_setting(second), "Webhook was set");
        assert_eq!(p.desk.hook().unwrap().url.as_str(), "http://other/");
    }),
    ("one whose client went away is set nevertheless", |p| {
        *p = Play::new(&Options { hook_setup: Duration::from_secs(2), ..Options::default() });
        let ticket = p.begin_set("url=http://bot/").unwrap();
        p.desk.leave_setting(ticket, p.now);
        assert_eq!(p.at(1.0).set("url=http://bot/"), "Webhook is already set");
    }),
    ("drop_pending_updates clears the queue, also when the webhook is deleted", |p| {
        p.messages(3);
        p.set("url=http://bot/&drop_pending_updates=true");
        assert_eq!(p.pending(), 0);
        p.messages(3);
        p.set("url=&drop_pending_updates=True");
        assert_eq!(p.pending(), 0);
    }),
    ("without it the queue moves with the bot, from polling to webhook and back", |p| {
        p.messages(2);
        p.set("url=http://bot/");
        assert_eq!(p.push(), "push 1");
        p.set("");
        assert_eq!(p.poll(""), "1 2");
    }),
    ("secrets are checked", |p| {
        let long = "x".repeat(257);
        assert_eq!(p.set(&format!("url=http://bot/&secret_token={long}")), "400 Bad Request: secret token is too long");
        let odd = "400 Bad Request: secret token contains unallowed characters";
        assert_eq!(p.set("url=http://bot/&secret_token=a.b"), odd);
        assert_eq!(p.set(&format!("url=http://bot/&secret_token={}", &long[1..])), "Webhook was set");
    }),
    ("an address has to be one", |p| {
        for params in ["url=nonsense", "url=ftp://bot/"] {
            assert!(p.set(params).starts_with("400 Bad Request: bad webhook: "), "{params}");
        }
    }),
    ("information about no webhook", |p| {
        p.messages(1);
        let empty = serde_json::json!({"url": "", "has_custom_certificate": false, "pending_update_count": 1});
        assert_eq!(info(p), empty);
    }),
    ("information about a webhook that fails", |p| {
        p.set(r#"url=http://bot/&ip_address=127.0.0.1&allowed_updates=["message"]"#);
        p.messages(1);
        p.push();
        p.answer(1, 500);
        let info = info(p);
        assert_eq!(info["max_connections"], 40);
        assert_eq!(info["ip_address"], "127.0.0.1");
        assert_eq!(info["allowed_updates"], serde_json::json!(["message"]));
        assert_eq!(info["last_error_message"], "Wrong response from the webhook: 500 Reason");
        assert!(info["last_error_date"].is_u64());
    }),
];

#[test]
fn webhooks_keep_to_the_facts() {
    check(ROWS);
}

#[test]
fn a_public_server_is_stricter_than_a_local_one() {
    let refusal = |params: &str, local| Hook::from_params(&form(params), local).err().map(|refusal| refusal.text);
    assert_eq!(refusal("url=http://bot:1234/", true), None);
    assert!(refusal("url=http://bot/", false).unwrap().contains("HTTPS"));
    assert!(refusal("url=https://bot:1234/", false).unwrap().contains("80, 88, 443 or 8443"));
    for port in [443, 80, 88, 8443] {
        assert_eq!(refusal(&format!("url=https://bot:{port}/"), false), None);
    }
}

#[test]
fn connections_are_counted_from_one_to_a_hundred_and_locally_further() {
    let most = |params: &str, local| Hook::from_params(&form(params), local).unwrap().unwrap().max_connections;
    assert_eq!(most("url=https://bot/", false), 40);
    assert_eq!(most("url=https://bot/&max_connections=0", false), 1);
    assert_eq!(most("url=https://bot/&max_connections=1000000", false), 100);
    assert_eq!(most("url=https://bot/&max_connections=1000000", true), 100_000);
}
