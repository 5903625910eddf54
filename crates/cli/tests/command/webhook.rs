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

    scene.ends(&["webhook", "set"]).await.is(2, &["which bot? Say one of: --bot shop, --bot help"]);

    scene.write("[bot]\nplatform = \"devman\"\ntoken = \"${BOT_TOKEN}\"\n");
    scene.ends(&["webhook", "info"]).await.is(1, &["devman has no webhook"]);
    scene.ends(&["webhook", "set"]).await.is(2, &["Devman calls nobody"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_bots_each_is_looked_at_whatever_becomes_of_the_others() {
    let scene = Scene::start().await;
    scene.bot.set_standing(Standing::Revoked);
    scene.network.repo("me", "it");
    scene.network.account("ghp_1", "me");
    let api = scene.network.api_url();
    let bot = |platform, token, more| {
        format!(
            "[[bot]]\nname = \"my-{platform}\"\nplatform = \"{platform}\"\ntoken = \"{token}\"\napi = \"{api}\"\n{more}"
        )
    };
    let hook = "[bot.source]\nmode = \"webhook\"\n[bot.webhook]\nurl = \"https://a.example/m\"\nsecret = \"s3cret\"\n";
    let messenger = format!("verify_token = \"any\"\n{hook}");
    let bots = [
        bot("telegram", "${BOT_TOKEN}", ""),
        bot("messenger", "page", &messenger),
        bot("devman", "student", ""),
        bot("github", "ghp_1", "watch = \"me/it\"\n"),
    ];
    scene.write(&bots.concat());
    let told = [
        "my-telegram:\nthe platform's API: Telegram says: Unauthorized",
        "my-messenger:\nthis webhook of messenger is registered by hand: start the bot",
        "my-devman:\ndevman has no webhook",
        "my-github:\nno webhook is registered",
        "nothing is known of my-telegram",
    ];
    scene.ends(&["webhook", "info"]).await.is(1, &told);
}

/// GitHub keeps nothing for a bot, and tells less to those who ask than to those who are called.
#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_pending_nothing_is_said_where_nothing_is() {
    let scene = Scene::start().await;
    scene.network.repo("me", "it");
    scene.network.account("ghp_1", "me");
    let (api, hook) = (scene.network.api_url(), &scene.hook);
    scene.write(&format!(
        "[bot]\nplatform = \"github\"\ntoken = \"ghp_1\"\nwatch = \"me/it\"\napi = \"{api}\"\n[webhook]\nurl = \
         \"{hook}\"\nsecret = \"s3cret\"\n"
    ));
    scene.ends(&["webhook", "set"]).await.is(0, &["registered: "]);
    let deleted = scene.ends(&["webhook", "delete"]).await;
    deleted.is(0, &["removed\n"]);
}
