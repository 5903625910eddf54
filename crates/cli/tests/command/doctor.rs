//! `doctor`: every line is well, or says how to mend it.

use pollhook_simulator::Standing;

use crate::printed::Running;
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_polls_needs_a_token_a_clock_and_nobody_in_the_way() {
    let scene = Scene::start().await;
    let well = ["ok    token", "ok    clock       that of the platform", "ok    webhook     none is in the way"];
    scene.ends(&["doctor"]).await.is(0, &well);

    scene.ends(&["webhook", "set"]).await.is(0, &[]);
    scene.ends(&["doctor"]).await.is(0, &["ok    webhook     ours is registered, and goes when polling begins"]);
    scene.rewrite("/hook", "/other");
    let told = format!("mend  webhook     {} is called, so nobody can poll: `pollhook run --take-over", scene.hook);
    scene.ends(&["doctor"]).await.is(1, &[&told, "pollhook webhook delete", "error: there is one thing to mend"]);

    scene.bot.set_standing(Standing::Revoked);
    let told = ["mend  token", "into `token` in line 3 of"];
    scene.ends(&["doctor"]).await.is(1, &told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_called_is_looked_at_from_its_address_to_its_registration() {
    let scene = Scene::start().await;
    scene.rewrite("[webhook]", "[source]\nmode = \"webhook\"\n[webhook]");
    let told = [
        "ok    address     127.0.0.1",
        "mend  endpoint    nobody answers there: start the bot, and open the port",
        "mend  webhook     none is registered: `pollhook webhook set --config",
        "there are 2 things to mend",
    ];
    scene.ends(&["doctor"]).await.is(1, &told);

    let bot = Running::start(scene.command(&["run"]));
    scene.bot.until(|glance| glance.webhook.is_some()).await;
    let printed = scene.ends(&["doctor", "--json"]).await;
    printed
        .is(0, &[r#""state":"ok","told":"it answers 405, as a webhook does that is not called","what":"endpoint"}"#]);
    assert!(printed.out.lines().all(|line| line.starts_with(r#"{"bot":"telegram","mend":null,"#)), "{}", printed.out);
    bot.terminate();
    bot.ends().await.is(0, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_on_the_way_is_shown_while_something_waits() {
    let scene = Scene::start().await;
    scene.rewrite("[webhook]", "[source]\nmode = \"webhook\"\n[webhook]");
    scene.ends(&["webhook", "set"]).await.is(0, &[]);
    scene.anna_says_hi();
    scene.bot.until(|glance| glance.counters.pushes_failed > 0).await;
    let told = ["ok    pending     1", "mend  last error  Connection refused"];
    scene.ends(&["doctor"]).await.is(1, &told);
}
