//! What an operator may get wrong about each platform, and what they are told: one thing, with its line and what to write;
//! all that stands around it is read as it was meant.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use pollhook::Config;

const MESSENGER: &str = r#"
[bot]
platform = "messenger"
token = "of-the-page"
verify_token = "of-ours"
[source]
mode = "webhook"
[webhook]
url = "https://bot.example.org/hook"
secret = "of-the-app"
"#;

const DEVMAN: &str = r#"
[bot]
platform = "devman"
token = "of-the-student"
[source]
mode = "polling"
[polling]
timeout = "60s"
"#;

const GITHUB: &str = r#"
[bot]
platform = "github"
token = "of-the-bot"
watch = "octocat/hello-world"
history = "all"
[source]
mode = "polling"
[webhook]
url = "https://bot.example.org/hook"
secret = "of-the-webhook"
"#;

/// A line of a good config, what is written in its place, and what is told.
type Row = (&'static str, &'static str, &'static str);

fn check(good: &str, rows: &[Row]) {
    Config::parse(good).expect("premise: as it stands it can be used");
    for (line, instead, told) in rows {
        assert!(good.contains(line), "premise: there is something to get wrong: {line}");
        let text = good.replace(line, instead);
        let error = Config::parse(&text).expect_err(&text);
        let problems: Vec<_> = error.problems().iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 1, "only this is wrong: {problems:?}");
        assert!(problems[0].contains(told), "{instead:?} is told as {told:?}: {problems:?}");
        let secrets = ["of-the-page", "of-ours", "of-the-app", "of-the-student", "of-the-bot", "of-the-webhook"];
        assert!(secrets.iter().all(|secret| !problems[0].contains(secret)), "{problems:?}");
    }
}

#[test]
fn messenger() {
    check(
        MESSENGER,
        &[
            (r#"secret = "of-the-app""#, "", r#"add `secret = "${APP_SECRET}"` to [webhook]"#),
            (r#"secret = "of-the-app""#, r#"secret = """#, "line 10: webhook.secret is empty"),
            (r#"verify_token = "of-ours""#, "", r#"[bot] needs `verify_token`: any words of yours"#),
            (r#"verify_token = "of-ours""#, r#"verify_token = """#, "line 5: bot.verify_token is empty"),
            (r#"token = "of-the-page""#, "", "[bot] needs `token`: the credential that the platform gave you"),
            (r#"token = "of-the-page""#, r#"token = "${UNSET_HERE}""#, "line 4: bot.token: the variable UNSET_HERE"),
            (
                r#"mode = "webhook""#,
                r#"mode = "polling""#,
                r#"Messenger calls, and cannot be asked: write mode = "webhook""#,
            ),
            (
                "verify_token",
                "verify_token = \"of-ours\"\nverify_tokn",
                "line 6: unknown key `verify_tokn` in [bot]: did you mean `verify_token`?",
            ),
            ("[source]", "watch = \"octocat/hello-world\"\n[source]", "line 6: unknown key `watch` in [bot]"),
            (r#"url = "https://bot.example.org/hook""#, "", "[webhook] needs `url`: what the platform calls"),
        ],
    );
}

#[test]
fn devman() {
    check(
        DEVMAN,
        &[
            (r#"token = "of-the-student""#, "", "[bot] needs `token`: the credential that the platform gave you"),
            (
                "mode = \"polling\"",
                "mode = \"webhook\"\n[webhook]\nurl = \"https://bot.example.org/hook\"\nsecret = \"s\"",
                r#"Devman calls nobody: write mode = "polling", and its reviews come as soon"#,
            ),
            ("[source]", "verify_token = \"v\"\n[source]", "line 5: unknown key `verify_token` in [bot]"),
            (r#"timeout = "60s""#, r#"timeout = "2m""#, "devman holds a question for 90s at most"),
            (r#"timeout = "60s""#, r#"timeout = "60""#, "line 8: polling.timeout = \"60\""),
        ],
    );
}

#[test]
fn github_polled() {
    check(
        GITHUB,
        &[
            (r#"token = "of-the-bot""#, "", "[bot] needs `token`: the credential that the platform gave you"),
            (
                r#"watch = "octocat/hello-world""#,
                "",
                r#"polling needs to know what to watch: add `watch = "OWNER/REPO"` to [bot]"#,
            ),
            ("octocat/hello-world", "hello world", r#"it is "OWNER/REPO", "org:NAME" or "user:NAME""#),
            ("watch", "wach", "line 5: unknown key `wach` in [bot]: did you mean `watch`?"),
            (r#"history = "all""#, r#"history = "yesterday""#, r#"is neither "now" nor "all""#),
        ],
    );
}

#[test]
fn github_called() {
    let called = GITHUB.replace("polling", "webhook");
    check(
        &called,
        &[
            (r#"secret = "of-the-webhook""#, "", r#"without a secret anybody could pose as GitHub: add `secret"#),
            (r#"secret = "of-the-webhook""#, r#"secret = """#, "line 11: webhook.secret is empty"),
            (r#"url = "https://bot.example.org/hook""#, "", "[webhook] needs `url`: what the platform calls"),
            ("octocat/hello-world", "team:rust", r#"it is "OWNER/REPO", "org:NAME" or "user:NAME""#),
        ],
    );
}
