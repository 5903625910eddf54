//! Several bots in one config: what each has of its own, what they share, and what they must not.

use super::*;

/// Two bots of one platform, with what is said at the top before them.
fn two(top: &str, first: &str, second: &str) -> String {
    let bot = |name: &str, token: &str, more: &str| {
        format!("[[bot]]\nname = \"{name}\"\nplatform = \"telegram\"\ntoken = \"{token}\"\n{more}\n")
    };
    format!("{top}{}{}", bot("shop", "12:abc", first), bot("news", "34:def", second))
}

fn many(text: &str) -> Config {
    Config::parse(text).unwrap()
}

fn hook(path: &str) -> String {
    format!("[bot.webhook]\nurl = \"https://a.example{path}\"\n")
}

#[test]
fn sections_at_the_top_are_defaults_and_a_bots_own_come_before_them() {
    let top = "[dispatch]\nattempts = 3\ntimeout = \"9s\"\n";
    let config = many(&two(top, "[bot.dispatch]\nattempts = 7\n[bot.source]\nack = \"received\"", ""));
    let [shop, news] = config.bots() else { panic!("two bots") };
    assert_eq!((shop.name(), news.name()), ("shop", "news"));
    assert_eq!((shop.promise(), news.promise()), (Promise::Received, Promise::Handled));
    let dispatch = |bot: &BotConfig| (bot.settings.dispatch.attempts, bot.settings.dispatch.timeout);
    assert_eq!(dispatch(shop), (7, Duration::from_secs(9)));
    assert_eq!(dispatch(news), (3, Duration::from_secs(9)));
}

/// Telegram is told to answer sooner. GitHub holds no question, and nobody asks the other Telegram.
#[test]
fn a_default_at_the_top_stands_in_nobodys_way() {
    let github = |more: &str| {
        format!("[[bot]]\nname = \"hub\"\nplatform = \"github\"\ntoken = \"a\"\nwatch = \"me/it\"\n{more}\n")
    };
    let called = format!("[bot.source]\nmode = \"webhook\"\n{}secret = \"s3cret\"\n", hook("/news"));
    let text = |timeout: &str| format!("[polling]\ntimeout = {timeout:?}\n");
    let config = many(&format!("{}{}", two(&text("20s"), "", &called), github("")));
    let held = |bot: &BotConfig| bot.settings.polling.hold;
    assert_eq!(held(&config.bots()[0]), Some(Duration::from_secs(20)));
    assert_eq!(held(&config.bots()[2]), Some(Duration::ZERO));
    let shown = config.effective().to_string();
    assert!(shown.contains("# the platform answers at once"), "{shown}");
    assert_eq!(
        told(&two(&text("60s"), &called.replace("news", "shop"), "")),
        ["line 2: polling.timeout = \"1m\" is too long: telegram holds a question for 50s at most"]
    );
}

#[test]
fn the_only_bot_may_have_sections_of_its_own_too() {
    assert_eq!(settings(&good("[bot.dispatch]\nattempts = 7")).dispatch.attempts, 7);
    let one = many("[[bot]]\nplatform = \"telegram\"\ntoken = \"12:abc\"");
    assert_eq!(one.bots()[0].name(), "telegram");
}

#[test]
fn each_of_several_needs_what_one_needs_and_a_name() {
    assert_eq!(
        told("[[bot]]\nplatform = \"telegram\"\ntoken = \"1:a\"\n\n[[bot]]\nplatform = \"telegram\"\nname = \"news\""),
        [
            "line 1: [[bot]] needs `name`: where there are several, each has its own, as in name = \"shop\"",
            "line 5: [[bot]] needs `token`: the credential that the platform gave you, as in token = \"${BOT_TOKEN}\"",
        ]
    );
    let told = told(&two("", "[bot.source]\nmode = \"webhook\"\n[bot.webhook]\nsecret = \"s\"", ""));
    assert_eq!(
        told,
        ["line 1: [bot.webhook] needs `url`: what the platform calls, as in url = \"https://bot.example.org/hook\""]
    );
}

#[test]
fn what_is_wrong_at_the_top_is_told_once() {
    assert_eq!(
        told(&two("[dispatch]\nattempts = 0\n", "", "")),
        ["line 2: dispatch.attempts = \"0\" cannot be: write a number from 1 to 1000"]
    );
}

#[test]
fn an_unknown_word_below_a_bot_is_answered_with_what_can_stand_there() {
    let check = |text: &str, expected: &str| assert_eq!(rest(text), [expected]);
    check("[bot.sauce]\nmode = \"polling\"", "line 4: unknown section [bot.sauce]: did you mean [bot.source]?");
    check(
        "[bot.server]\nlisten = \"off\"",
        "line 4: [bot.server] cannot be: it is the whole process's. Write [server]",
    );
    check("[bot.source]\nmoed = \"polling\"", "line 5: unknown key `moed` in [bot.source]: did you mean `mode`?");
    check("source = \"polling\"", "line 4: `source` is a section: write [bot.source], and its keys below");
    assert_eq!(told("bot = [1]").first().unwrap(), "line 1: a bot is a table: write [[bot]], and its keys below");
}

#[test]
fn two_of_one_name_are_told() {
    let text = two("", "", "").replace("news", "shop");
    assert_eq!(told(&text), ["line 7: two bots are called \"shop\" (see line 2): give each its own name"]);
}

#[test]
fn two_that_would_take_each_others_events_are_told() {
    let text = two("", "", "").replace("34:def", "12:abc");
    assert_eq!(
        told(&text),
        [
            "line 9: \"news\" has the token of \"shop\" (see line 4), so each would take the other's events: remove one of them"
        ]
    );
    // Another server is another queue; and some platforms serve many that ask.
    many(&text.replacen("token = \"12:abc\"", "token = \"12:abc\"\napi = \"http://127.0.0.1:8081\"", 1));
}

#[test]
fn two_that_would_receive_at_one_path_are_told() {
    let top = "[source]\nmode = \"webhook\"\n[webhook]\nsecret = \"s3cret\"\n";
    let told = told(&two(top, &hook("/hook"), &hook("/hook")));
    assert_eq!(
        told,
        ["line 17: \"news\" receives at the path of \"shop\" (see line 10): give it a `url`, or a `path`, of its own"]
    );
    let config = many(&two(top, &hook("/shop"), &hook("/news")));
    assert!(config.bots().iter().all(|bot| bot.mode() == Mode::Webhook));
    // Who polls receives nowhere.
    many(&two(top, &hook("/hook"), &format!("{}[bot.source]\nmode = \"polling\"", hook("/hook"))));
}

#[test]
fn one_bot_can_be_chosen_and_what_others_lack_does_not_matter() {
    let text = two("", "", "").replace("34:def", "${POLLHOOK_TEST_UNSET}");
    assert!(Config::parse(&text).is_err());
    let config = Loader::new().only("shop").parse(&text).unwrap();
    assert_eq!(config.bots().iter().map(BotConfig::name).collect::<Vec<_>>(), ["shop"]);
    let error = Loader::new().only("shpo").parse(&text).unwrap_err();
    assert_eq!(error.problems()[0].text(), "no bot is called \"shpo\": did you mean \"shop\"?");
}

#[test]
fn what_is_shown_of_several_can_be_read_again() {
    let top = "drain = \"5s\"\n[webhook]\nsecret = \"s3cret\"\n";
    let second = format!("{}[bot.source]\nmode = \"webhook\"\n", hook("/news"));
    let shown = many(&two(top, "[bot.dispatch]\nattempts = 7", &second)).effective().to_string();
    assert!(!shown.contains("s3cret"), "{shown}");
    // Masks are all the same, and two tokens must not be.
    let again = many(&shown.replacen("****", "12_abc", 1).replacen("****", "34_def", 1).replace("****", "s3cret"));
    let [shop, news] = again.bots() else { panic!("two bots") };
    assert_eq!((shop.mode(), news.mode()), (Mode::Polling, Mode::Webhook));
    assert_eq!((shop.settings.dispatch.attempts, news.settings.dispatch.attempts), (7, 5));
    assert_eq!(again.process.drain, Duration::from_secs(5));
}
