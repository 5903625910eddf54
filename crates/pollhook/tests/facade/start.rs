//! What can go wrong at a start, and what the operator is told.

use std::net::TcpListener;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook::{Health, Phase};
use pollhook_simulator::{Door, Fault, Standing};
use tokio::sync::oneshot;

use crate::net::{Net, TOKEN, echo, soon};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_fails_the_bot_and_names_its_line() {
    for mode in ["polling", "webhook"] {
        let net = Net::start().await;
        net.bot.set_standing(Standing::Revoked);
        let bot = net.run(&net.config(mode, ""), echo()).await;
        let handle = bot.handle.clone();
        let why = soon(bot.failure()).await;
        assert!(why.contains("refused the credential") && why.contains("`token` in line 4 of "), "{why}");
        assert!(!why.contains(TOKEN), "{why}");
        assert!(matches!(handle.over().await, Phase::Failed(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_while_it_runs_fails_the_bot() {
    let net = Net::start().await;
    let bot = net.run(&net.config("polling", "[polling]\ntimeout = \"1s\""), echo()).await.up().await;
    net.bot.set_standing(Standing::Revoked);
    let why = soon(bot.failure()).await;
    assert!(why.contains("refused the credential"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_goes_on_when_the_network_does() {
    let net = Net::start().await;
    net.bot.fail_next(Door::Manage, Fault::Status(502));
    net.bot.fail_next(Door::Manage, Fault::CutBefore);
    let bot = net.run(&net.config("polling", ""), echo()).await;
    soon(bot.handle.started()).await;
    assert_eq!(bot.handle.phase(), Phase::Running);
    soon(bot.stop()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_at_the_start_shows_in_the_health() {
    let net = Net::start().await;
    net.bot.fail_always(Door::Manage, Fault::Status(502));
    let bot = net.run(&net.config("webhook", ""), echo()).await;
    let troubled = async {
        while !matches!(bot.handle.health(), Health::Troubled { .. }) {
            tokio::task::yield_now().await;
        }
    };
    soon(troubled).await;
    assert_eq!(bot.handle.phase(), Phase::Starting);
    // It can be stopped all the same.
    soon(bot.stop()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_told_with_its_line() {
    let net = Net::start().await;
    let text = net.config("webhook", "");
    let taken = TcpListener::bind(("127.0.0.1", net.hook_port())).unwrap();
    let error = net.load(Loader::new(), &text).build(echo()).await.unwrap_err().to_string();
    let port = taken.local_addr().unwrap().port();
    assert!(
        error.contains("line 12: server.listen: ") && error.contains(&format!("127.0.0.1:{port} is in use")),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_for_what_the_platform_does_not_have_is_told() {
    let net = Net::start().await;
    let app = App::new().on(kind("mesage"), || async {});
    let error = net.load(Loader::new(), &net.config("polling", "")).build(app).await.unwrap_err().to_string();
    assert!(error.contains("\"mesage\"") && error.contains("\"message\""), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_is_asked_for_what_the_routes_need_and_no_more() {
    let net = Net::start().await;
    let bot = net.run(&net.config("webhook", ""), echo()).await.up().await;
    let poll = serde_json::json!({"id": "1", "question": "?"});
    assert_eq!(net.bot.push_update("poll", &poll), None, "not asked for");
    soon(bot.stop()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_is_mounted_in_a_server_of_the_authors() {
    let net = Net::start().await;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", net.hook_port())).await.unwrap();
    let text = net.config("webhook", "").replace(&format!("127.0.0.1:{}\"\n", net.hook_port()), "off\"\n");
    let text = text.replace("[webhook]", "[webhook]\npath = \"/hook\"");
    let bot = net.load(Loader::new(), &text).build(echo()).await.unwrap();
    assert_eq!(bot.local_addr(), None);
    let (handle, app) = (bot.handle(), axum::Router::new().merge(bot.router()));
    let serve = |done| axum::serve(listener, app).with_graceful_shutdown(done).into_future();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(pollhook::run_mounted(bot.run(async { drop(stopped.await) }), serve));
    soon(handle.started()).await;

    let anna = net.network.user("Anna");
    anna.chat().add(&net.bot);
    let mut sent = net.network.sent();
    anna.says(&anna.chat(), "hi");
    assert_eq!(soon(sent.next()).await.unwrap().text.as_deref(), Some("hi"));
    drop(stop);
    soon(running).await.unwrap().unwrap();
    // Answered through that server, though the bot was told to stop meanwhile; counted when the network has read it.
    soon(net.bot.drained()).await;
    assert_eq!((net.bot.counters().pushes_ok, net.bot.counters().pushes_failed), (1, 0));
}
