//! `check`, and what is said to whoever asks for what cannot be.

use crate::printed::Printed;
use crate::scene::Scene;

#[test]
fn a_config_that_is_not_there_is_code_2() {
    Printed::by(&["--config", "nowhere/bot.toml"]).is(2, &["nowhere/bot.toml cannot be used: it cannot be read"]);
}

#[test]
fn a_command_line_that_cannot_be_is_code_2_and_says_what_can_be() {
    let table: [(&[&str], &str); 7] = [
        (&["rnu"], "unrecognized subcommand 'rnu'"),
        (&["check", "extra"], "unexpected argument 'extra'"),
        (&["webhook"], "Usage: pollhook webhook [OPTIONS] <COMMAND>"),
        (&["webhook", "show"], "unrecognized subcommand 'show'"),
        (&["run", "--mode", "pulling"], "[possible values: polling, webhook]"),
        (&["simulate", "--port", "65535"], "65535 is not in 0..=65534"),
        (&["simulate", "--faults", "tired"], "`tired` is no fault; there are late, twice, order, cut, 5xx, 429"),
    ];
    for (arguments, told) in table {
        Printed::by(arguments).is(2, &[told]);
    }
}

#[test]
fn it_says_what_it_can_do_and_who_it_is() {
    Printed::by(&["--help"])
        .is(0, &["run", "check", "routes", "webhook", "simulate", "--config", "--mode", "--take-over"]);
    Printed::by(&["--version"]).is(0, &[concat!("pollhook ", env!("CARGO_PKG_VERSION"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_shows_what_is_in_effect_and_where_it_came_from() {
    let scene = Scene::start().await;
    let printed = scene.ends(&["check", "--mode", "webhook"]).await;
    printed.is(0, &["[bot]", "\"****\"", "# line 3", "# default", "# --mode", &scene.hook, "At least once"]);

    let mut command = scene.command(&["check"]);
    let output = command.env("POLLHOOK_SOURCE_MODE", "webhook").output().unwrap();
    Printed::of(&output).is(0, &["\"webhook\"", "or POLLHOOK_SOURCE_MODE"]);

    // The secret of a way that is not chosen may be missing.
    scene.rewrite("\"hook-s3cret\"", "\"${NOT_SET_ANYWHERE}\"");
    scene.ends(&["check"]).await.is(0, &["\"polling\""]);
    let missing = "line 7: webhook.secret: the variable NOT_SET_ANYWHERE is not set";
    scene.ends(&["check", "--mode", "webhook"]).await.is(2, &[missing]);
}

#[tokio::test(flavor = "multi_thread")]
async fn routes_need_no_network() {
    let scene = Scene::start().await;
    let printed = scene.ends(&["routes", "--mode", "webhook"]).await;
    printed.is(0, &["telegram by webhook\nsubscribed: nothing\n"]);
    assert!(scene.bot.counters().requests.is_empty(), "nobody was called");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_shows_all_that_is_wrong() {
    let scene = Scene::start().await;
    scene.write("[bot]\nplatform = \"telegram\"\ntokn = \"x\"\n[polling]\ntimeout = \"2 minutes\"\n");
    let printed = scene.ends(&["check"]).await;
    printed.is(2, &["line 3: unknown key `tokn` in [bot]: did you mean `token`?", "line 5: polling.timeout"]);
}
