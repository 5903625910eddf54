//! What each bad config is answered with, and what a good one means.

mod many;

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Door, Extra, Platform, PollProtocol, Rules, Setup, SetupError, View};

use super::*;

const BOT: &str = "[bot]\nplatform = \"telegram\"\ntoken = \"12:abc\"\n";

/// What a config is answered with.
fn told(text: &str) -> Vec<String> {
    Config::parse(text).unwrap_err().problems().iter().map(ToString::to_string).collect()
}

/// What these lines below a good bot are answered with.
fn rest(text: &str) -> Vec<String> {
    told(&format!("{BOT}{text}"))
}

fn good(text: &str) -> Config {
    Config::parse(&format!("{BOT}{text}")).unwrap()
}

/// The settings of the only bot.
fn settings(config: &Config) -> &settings::Settings {
    &config.bots()[0].settings
}

#[test]
fn three_lines_are_enough() {
    let config = good("");
    let bot = &config.bots()[0];
    assert_eq!((bot.mode(), bot.promise(), bot.name()), (Mode::Polling, Promise::Handled, "telegram"));
    let settings = &bot.settings;
    assert_eq!(settings.polling.hold, Some(Duration::from_secs(50)));
    assert_eq!((settings.dispatch.in_flight, settings.dispatch.attempts), (1024, 5));
    assert_eq!((config.process.drain, settings.dispatch.timeout), (Duration::from_secs(8), Duration::from_secs(30)));
    assert!(matches!(&settings.dead_letters, Letters::File(path) if path == Path::new("dead-letters.jsonl")));
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest_one() {
    let check = |text: &str, expected: &str| assert_eq!(rest(text), [expected]);
    check("[polling]\ntimout = \"5s\"", "line 5: unknown key `timout` in [polling]: did you mean `timeout`?");
    check(
        "[polling]\ncolour = 1",
        "line 5: unknown key `colour` in [polling]: known are `style`, `timeout`, `interval`, `cursors`",
    );
    check("[poling]\nstyle = \"long\"", "line 4: unknown section [poling]: did you mean [polling]?");
    check("[server]\nsecret = \"s\"", "line 5: `secret` is a key of [webhook], not of [server]");
    check("drain = \"5s\"", "line 4: `drain` stands above the first section, not in [bot]");
    let check = |text: &str, expected: &str| assert_eq!(told(&format!("{text}\n{BOT}")), [expected]);
    check("drian = \"5s\"", "line 1: unknown key `drian` above the first section: did you mean `drain`?");
    check("token = \"1:a\"", "line 1: `token` is a key of [bot], and stands below that line");
    let slip = "[bot]\nplatfrom = \"telegram\"\ntoken = \"1:a\"\nrepo = \"of a platform, perhaps\"";
    assert_eq!(told(slip)[0], "line 2: unknown key `platfrom` in [bot]: did you mean `platform`?");
    assert_eq!(told(slip).len(), 2, "beside it only that there is no platform");
    check("polling = \"long\"", "line 1: `polling` is a section: write [polling], and its keys below");
}

#[test]
fn a_wrong_value_is_answered_with_what_can_stand_there() {
    let check = |text: &str, expected: &str| assert_eq!(rest(text), [format!("line 5: {expected}")]);
    let forms = r#"write "8s", "500ms", "2m" or "1h""#;
    check("[polling]\ntimeout = \"8 seconds\"", &format!("polling.timeout = \"8 seconds\" is not a duration: {forms}"));
    check("[polling]\ninterval = 8", &format!("polling.interval = 8 has no unit: {forms}"));
    check("[polling]\ninterval = true", r#"polling.interval takes a duration such as "8s", not true or false"#);
    check("[polling]\nstyle = \"shrt\"", r#"polling.style = "shrt" is not known: did you mean "short"?"#);
    check("[source]\nmode = \"push\"", r#"source.mode = "push" is not known: known are "polling", "webhook""#);
    check("[dispatch]\nattempts = 0", r#"dispatch.attempts = "0" cannot be: write a number from 1 to 1000"#);
    check("[dispatch]\nattempts = 2.5", "dispatch.attempts takes a number from 1 to 1000, not a fraction");
    check("[dispatch]\nbackoff = \"1m\"", "dispatch.backoff_most is less than dispatch.backoff: a pause never shrinks");
    check("[dispatch]\ntimeout = \"0s\"", "dispatch.timeout cannot be zero: no handler could end in time");
    check("[server]\nlisten = [\"a\"]", "server.listen takes one value, not a list");
    check(
        "[server]\nlisten = \"8080\"",
        r#"server.listen = "8080" cannot be: write an address and a port, as in "127.0.0.1:8080" or "[::]:8080", or "off""#,
    );
}

#[test]
fn what_the_platform_does_not_allow_is_told_with_its_figure() {
    assert_eq!(
        rest("[polling]\ntimeout = \"90s\""),
        [r#"line 5: polling.timeout = "90s" is too long: telegram holds a question for 50s at most"#]
    );
}

#[test]
fn a_promise_that_cannot_be_kept_is_refused() {
    assert_eq!(
        rest("[source]\nack = \"stored\""),
        [r#"line 5: source.ack = "stored" needs an inbox, which is not there yet: write "handled""#]
    );
}

#[test]
fn what_is_missing_is_told_with_an_example() {
    assert_eq!(
        told(""),
        [
            r#"[bot] needs `platform`: which social network the bot lives on, as in platform = "telegram""#,
            r#"[bot] needs `token`: the credential that the platform gave you, as in token = "${BOT_TOKEN}""#,
        ]
    );
    assert_eq!(
        rest("[source]\nmode = \"webhook\"\n[webhook]\nsecret = \"s\""),
        [r#"[webhook] needs `url`: what the platform calls, as in url = "https://bot.example.org/hook""#]
    );
}

#[test]
fn a_missing_variable_matters_only_where_it_is_used() {
    let webhook = "[webhook]\nurl = \"https://a.example/hook\"\nsecret = \"${POLLHOOK_TEST_UNSET}\"";
    good(webhook);
    assert_eq!(
        rest(&format!("[source]\nmode = \"webhook\"\n{webhook}")),
        ["line 8: webhook.secret: the variable POLLHOOK_TEST_UNSET is not set; set it, or write a default: \
          ${NAME:-default}"]
    );
    assert_eq!(
        rest("[dispatch]\nattempts = \"${file:/nowhere/attempts}\""),
        ["line 5: dispatch.attempts: /nowhere/attempts cannot be read: No such file or directory (os error 2)"]
    );
}

#[test]
fn variables_stand_for_numbers_and_words_too() {
    let text = format!("{BOT}[source]\nmode = \"${{MODE:-polling}}\"\n[dispatch]\nattempts = \"${{TRIES:-7}}\"");
    let config = Loader::new().var("MODE", "").parse(&text).unwrap();
    assert_eq!((config.bots()[0].mode(), settings(&config).dispatch.attempts), (Mode::Polling, 7));
    let config = Loader::new().var("TRIES", "2").parse(&text).unwrap();
    assert_eq!(settings(&config).dispatch.attempts, 2);
}

#[test]
fn everything_is_told_at_once_in_the_order_of_the_lines() {
    let text = "drain = 8\n[bot]\nplatform = \"telegraf\"\ntoken = \"\"\n[source]\nmode = \"webhook\"\n\
                [webhook]\nurl = \"bot.example.org\"\n[dispatch]\nretries = 3";
    let error = Config::parse(text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the config cannot be used, for 5 reasons:
  line 1: drain = 8 has no unit: write \"8s\", \"500ms\", \"2m\" or \"1h\"
  line 3: bot.platform = \"telegraf\" is not known: did you mean \"telegram\"?
  line 4: bot.token is empty
  line 8: webhook.url is no address of the web: it begins with https:// or http://
  line 10: unknown key `retries` in [dispatch]: known are `in_flight`, `timeout`, `attempts`, `retry_for`, `backoff`, `backoff_most`, `own_events`"
    );
}

#[test]
fn two_owners_of_one_port_are_told() {
    let text = "[bot]\nplatform = \"telegram\"\ntoken = \"12:abc\"\napi = \"http://localhost:8080\"\n[source]\n\
                mode = \"webhook\"\n[webhook]\nurl = \"http://localhost/hook\"\nsecret = \"s3cret\"\n[server]\n\
                listen = \"0.0.0.0:8080\"";
    assert_eq!(told(text), ["line 11: port 8080 has two owners: server.listen, and the platform's server at bot.api"]);
}

#[test]
fn a_webhook_without_its_secret_is_refused() {
    let told = rest("[source]\nmode = \"webhook\"\n[webhook]\nurl = \"https://a.example/hook\"");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("webhook.secret: "), "{told:?}");
}

#[test]
fn broken_syntax_is_told_with_its_line_and_without_the_text() {
    let told = told("[bot]\nplatform = \"telegram\"\ntoken = \"12:topsecret\nname = \"a\"");
    assert!(told[0].starts_with("line 3: this is not TOML: "), "{told:?}");
    assert!(!told.concat().contains("topsecret"), "{told:?}");
}

#[test]
fn flags_stand_over_the_file() {
    let text = format!("{BOT}[webhook]\nurl = \"https://a.example/hook\"\nsecret = \"s3cret\"");
    let config = Loader::new().mode(Mode::Webhook).take_over().parse(&text).unwrap();
    assert_eq!(config.bots()[0].mode(), Mode::Webhook);
    assert!(settings(&config).bot.take_over);
    let shown = config.effective().to_string();
    assert!(shown.contains("take_over") && shown.contains("# --take-over") && shown.contains("# --mode"), "{shown}");
}

#[test]
fn what_is_in_effect_is_shown_with_its_origin_and_without_secrets() {
    let text = "[source]\nmode = \"webhook\"\n[webhook]\nurl = \"https://user:passw0rd@a.example/hook\"\n\
                secret = [\"s3cret-new\", \"s3cret-old\"]";
    let config = good(text);
    let shown = config.effective().to_string();
    let line = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(&format!("{name} "))).expect(name);
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("token"), r#"token = "****" # line 3"#);
    assert_eq!(line("secret"), r#"secret = ["****", "****"] # line 8"#);
    assert_eq!(line("url"), r#"url = "https://****@a.example/hook" # line 7"#);
    assert_eq!(line("path"), r#"path = "/hook" # the path of `url`"#);
    assert_eq!(line("drain"), r#"drain = "8s" # default"#);
    assert!(!shown.contains("[polling]"), "{shown}");
    let debug = format!("{config:?} {:?}", Loader::new().var("TOKEN", "12:abc"));
    for secret in ["12:abc", "s3cret", "passw0rd"] {
        assert!(!shown.contains(secret) && !debug.contains(secret), "{secret}");
    }
}

#[test]
fn what_a_line_leaves_to_variables_is_shown_by_their_names() {
    let text = "[bot]\nplatform = \"telegram\"\ntoken = \"${TOKEN}\"\n[source]\nmode = \"${MODE:-webhook}\"\n\
                [webhook]\nurl = \"https://${HOST}/${TOKEN}\"\nsecret = \"hook-s3cret\"\n[polling]\ninterval = \"${NOT_SET_HERE}\"";
    let loader = Loader::new().var("TOKEN", "12:abc").var("HOST", "a.example");
    let config = loader.parse(text).unwrap();
    let shown = config.effective().to_string();
    for (name, by) in [
        ("token", "# line 3, by TOKEN"),
        ("mode", "# line 5, by the default of MODE"),
        ("url", "= \"https://a.example/****\" # line 7, by HOST, TOKEN"),
        ("path", "= \"/****\" # the path of `url`"),
        ("secret", "# line 8"),
        ("interval", "# line 10, by its default: the variable NOT_SET_HERE is not set"),
    ] {
        let is_so =
            |line: &str| line.starts_with(name) && line.split_whitespace().collect::<Vec<_>>().join(" ").ends_with(by);
        assert!(shown.lines().any(is_so), "{name} {by}:\n{shown}");
    }
    assert!(!shown.contains("abc") && !format!("{config:?}").contains("abc"), "{shown} {config:?}");
}

#[test]
fn what_is_shown_can_be_read_again() {
    let shown = good("[dispatch]\nattempts = 3").effective().to_string();
    let again = Config::parse(&shown).unwrap();
    assert_eq!(settings(&again).dispatch.attempts, 3);
}

#[test]
fn every_key_is_read() {
    let webhook = "[source]\nmode = \"webhook\"\n[webhook]\nurl = \"https://a.example/hook\"\nsecret = \"s3cret\"";
    let config = good(webhook);
    let all: Vec<_> = config.effective.iter().chain(&config.bots()[0].effective).collect();
    let read = |key: &Key| all.iter().any(|value| value.key.is_at(&format!("{}.{}", key.section, key.name)));
    let unread: Vec<_> = keys().iter().filter(|key| !read(key)).map(|key| key.name).collect();
    assert_eq!(unread, [""; 0]);
}

/// A platform that can only be asked, and wants to know more than a token.
struct Curious;

impl Platform for Curious {
    fn name(&self) -> &'static str {
        "curious"
    }

    fn rules(&self) -> &Rules {
        const { &Rules::new() }
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[]
    }

    fn default_api(&self) -> &'static str {
        "https://api.example.org"
    }

    fn extras(&self) -> &'static [Extra] {
        const {
            &[
                Extra::new("repo", "\"me/it\"", "whose events").required(),
                Extra::new("pin", "\"1234\"", "opens").secret(),
            ]
        }
    }

    fn instead_of(&self, _door: Door) -> Option<&'static str> {
        Some("carry the news by hand")
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        pollhook_platforms::find("telegram")?.poll(setup)
    }

    fn view(&self, setup: &Setup) -> Arc<dyn View> {
        pollhook_platforms::find("telegram").unwrap().view(setup)
    }
}

#[test]
fn what_a_platform_has_against_its_own_key_is_told_with_its_line() {
    for rest in ["", "[source]\nmode = \"webhook\"\n[webhook]\nurl = \"https://a.example/\"\nsecret = \"s3cret\""] {
        let text = format!("[bot]\nplatform = \"github\"\ntoken = \"a\"\nwatch = \"it\"\n{rest}");
        let told = told(&text);
        assert!(told[0].starts_with("line 4: bot.watch: `watch = \"it\"` names nothing on GitHub"), "{told:?}");
    }
}

#[test]
fn a_platform_may_add_keys() {
    let curious = |rest: &str| {
        let text = format!("[bot]\nplatform = \"curious\"\ntoken = \"12:abc\"\n{rest}");
        Loader::new().platform(Curious).parse(&text)
    };
    let told =
        |rest: &str| -> Vec<String> { curious(rest).unwrap_err().problems().iter().map(ToString::to_string).collect() };
    assert_eq!(told(""), [r#"[bot] needs `repo`: whose events, as in repo = "me/it""#]);
    assert_eq!(told("repo = \"me/it\"\npni = \"1234\""), ["line 5: unknown key `pni` in [bot]: did you mean `pin`?"]);
    assert_eq!(rest("pin = \"1234\"").len(), 1, "it is no key of other platforms");
    assert_eq!(
        told("repo = \"me/it\"\n[source]\nmode = \"webhook\"\n[webhook]\nurl = \"https://a.example/\""),
        [r#"line 6: source.mode = "webhook" cannot be: curious has no such way: carry the news by hand"#]
    );

    assert_eq!(
        told("repo = \"me/it\"\n[source]\nmode = \"webhook\""),
        [r#"line 6: source.mode = "webhook" cannot be: curious has no such way: carry the news by hand"#],
        "and an address would not help"
    );

    let config = curious("repo = \"me/it\"\npin = \"1234\"").unwrap();
    let setup = settings(&config).setup();
    assert_eq!((setup.extra("repo"), setup.extra("pin")), (Some("me/it"), Some("1234")));
    let shown = config.effective().to_string();
    assert!(shown.contains("me/it") && !shown.contains("1234"), "{shown}");
    assert_eq!(config.bots()[0].secrets().mask("1234"), "****");
}
