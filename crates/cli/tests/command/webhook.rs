//! `webhook info | set | delete`.

use pollhook_simulator::Standing;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_shown_set_and_deleted_by_hand() {
    let scene = Scene::start().await;
    scene.ends(&["webhook", "info"]).await.is(0, &["no webhook is registered"]);
    scene.ends(&["webhook", "delete"]).await.is(0, &["no webhook is registered"]);

    // More at a time than may be unsettled would only wait.
    scene.rewrite("[server]", "[dispatch]\nin_flight = 16\n[server]");
    scene.ends(&["webhook", "set"]).await.is(0, &["registered: ", &scene.hook]);
    assert_eq!(scene.bot.webhook().as_deref(), Some(&*scene.hook));
    // Nobody listens there, and the platform says so.
    scene.anna_says_hi();
    scene.bot.until(|glance| glance.counters.pushes_failed > 0).await;
    let told = [&*scene.hook, "pending          1", "last error       Connection refused", "max connections  16"];
    scene.ends(&["webhook", "info"]).await.is(0, &told);

    scene.ends(&["webhook", "delete"]).await.is(0, &["removed; what was pending can be polled"]);
    assert_eq!((scene.bot.webhook(), scene.bot.pending()), (None, 1));
    scene.ends(&["webhook", "delete", "--drop-pending"]).await.is(0, &["what was pending is forgotten"]);
    assert_eq!(scene.bot.pending(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_refuses_is_code_1() {
    let scene = Scene::start().await;
    scene.bot.set_standing(Standing::Revoked);
    scene.ends(&["webhook", "info"]).await.is(1, &["error: the platform's API: Telegram says: Unauthorized"]);

    let api = scene.network.api_url();
    scene.rewrite(&api, "http://127.0.0.1:9");
    scene.ends(&["webhook", "info"]).await.is(1, &["error: the platform's API: the connection was refused"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_config_lacks_is_code_2() {
    let scene = Scene::start().await;
    scene.write("[bot]\nplatform = \"telegram\"\ntoken = \"${BOT_TOKEN}\"\n");
    scene.ends(&["webhook", "set"]).await.is(2, &["[webhook] needs `url`"]);

    let bot = |name, token| format!("[[bot]]\nname = \"{name}\"\nplatform = \"telegram\"\ntoken = \"{token}\"\n");
    scene.write(&[bot("shop", "1:abc"), bot("help", "2:abc")].concat());
    scene.ends(&["webhook", "delete"]).await.is(2, &["which bot? Say one of: --bot shop, --bot help"]);

    scene.write("[bot]\nplatform = \"devman\"\ntoken = \"${BOT_TOKEN}\"\n");
    scene.ends(&["webhook", "info"]).await.is(1, &["devman has no webhook"]);
}
