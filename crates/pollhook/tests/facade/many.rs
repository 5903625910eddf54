//! Several bots in one process: one listener, one order to stop, and each on its own in everything else.

use pollhook::config::{BotConfig, Loader};
use pollhook::prelude::*;
use pollhook::{Phase, Result};
use pollhook_simulator::devman::Verdict;
use pollhook_simulator::{Bot, Standing, User};
use tokio::sync::mpsc;

use crate::net::{Net, Running, TOKEN, echo, soon};

const OTHER: &str = "8:other";

/// A config of two bots on Telegram, `shop` and `news`, by one listener; `more` stands below each.
fn two(net: &Net, mode: &str, more: [&str; 2]) -> String {
    let (api, port) = (net.network.api_url(), net.hook_port());
    let bot = |name: &str, token: &str, more: &str| {
        format!(
            "[[bot]]\nname = \"{name}\"\nplatform = \"telegram\"\ntoken = \"{token}\"\napi = \"{api}\"\n\
             [bot.webhook]\nurl = \"http://127.0.0.1:{port}/{name}\"\n{more}\n"
        )
    };
    format!(
        "drain = \"5s\"\n[source]\nmode = \"{mode}\"\n[webhook]\nsecret = \"s3cret\"\n[server]\nlisten = \
         \"127.0.0.1:{port}\"\n{}{}",
        bot("shop", TOKEN, more[0]),
        bot("news", OTHER, more[1])
    )
}

/// The second bot, and somebody who talks with both, each in a chat of their own.
fn another(net: &Net) -> Bot {
    let other = net.network.bot(OTHER).unwrap();
    other.allow_short_polls();
    other
}

/// Somebody says something where only this bot hears it, and is answered so.
async fn hears(net: &Net, bot: &Bot, who: &User, text: &str, answer: &str) {
    let mut sent = net.network.sent();
    let group = net.network.group(text);
    group.add(bot);
    who.says(&group, text);
    assert_eq!(soon(sent.next()).await.unwrap().text.as_deref(), Some(answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bots_receive_by_one_listener_and_have_the_same_handlers() {
    let net = Net::start().await;
    let (other, anna) = (another(&net), net.network.user("Anna"));
    let process = net.load(Loader::new(), &two(&net, "webhook", ["", ""])).build(echo()).await.unwrap();
    let handles = process.handles();
    assert_eq!(handles.iter().map(|bot| bot.name().as_str()).collect::<Vec<_>>(), ["shop", "news"]);
    let running = Running::of(process);
    for bot in &*handles {
        assert_eq!(soon(bot.started()).await, Phase::Running);
    }
    hears(&net, &net.bot, &anna, "to the shop", "to the shop").await;
    hears(&net, &other, &anna, "to the news", "to the news").await;
    soon(running.stop()).await.unwrap();
    // The network counts an answer when it has read it.
    soon(net.bot.drained()).await;
    soon(other.drained()).await;
    assert_eq!([net.bot.counters().pushes_ok, other.counters().pushes_ok], [1, 1]);
    assert!(handles.iter().all(|bot| bot.phase() == Phase::Stopped));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bot_may_have_its_own_handlers_and_its_own_mode() {
    async fn who(State(name): State<String>, reply: Reply) -> Result<()> {
        reply.text(name).await?;
        Ok(())
    }
    fn app(bot: &BotConfig) -> App {
        App::with_state(bot.name().to_owned()).on(message(), who).without_state()
    }
    let net = Net::start().await;
    let (other, anna) = (another(&net), net.network.user("Anna"));
    let text = two(&net, "webhook", ["", "[bot.source]\nmode = \"polling\""]);
    let running = Running::of(net.load(Loader::new(), &text).build(app).await.unwrap());
    hears(&net, &net.bot, &anna, "who?", "shop").await;
    hears(&net, &other, &anna, "and you?", "news").await;
    soon(running.stop()).await.unwrap();
    assert!(net.bot.counters().polls == 0 && other.counters().polls > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_fails_does_not_stop_the_others() {
    for mode in ["polling", "webhook"] {
        let net = Net::start().await;
        let (other, anna) = (another(&net), net.network.user("Anna"));
        net.bot.set_standing(Standing::Revoked);
        let process = net.load(Loader::new(), &two(&net, mode, ["", ""])).build(echo()).await.unwrap();
        let handles = process.handles();
        let running = Running::of(process);
        assert!(matches!(soon(handles[0].over()).await, Phase::Failed(why) if why.contains("refused the credential")));
        hears(&net, &other, &anna, "still there?", "still there?").await;
        // It was told when it happened; the process ends as it was told to.
        soon(running.stop()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_process_fails_when_its_last_bot_has() {
    let net = Net::start().await;
    let other = another(&net);
    net.bot.set_standing(Standing::Revoked);
    other.set_standing(Standing::Revoked);
    let running = Running::of(net.load(Loader::new(), &two(&net, "polling", ["", ""])).build(echo()).await.unwrap());
    let why = soon(running.failure()).await;
    assert!(why.contains("the bot shop has failed: ") && why.contains("the bot news has failed: "), "{why}");
    assert!(!why.contains(TOKEN) && !why.contains(OTHER), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_bots_route_asks_to_come_again() {
    let net = Net::start().await;
    let other = another(&net);
    other.set_standing(Standing::Revoked);
    let process = net.load(Loader::new(), &two(&net, "webhook", ["", ""])).build(echo()).await.unwrap();
    let (handles, address) = (process.handles(), process.local_addr().unwrap());
    let running = Running::of(process);
    soon(handles[1].over()).await;
    let answer = soon(Net::post(&format!("http://{address}/news"))).await;
    assert_eq!(answer, 503);
    soon(running.stop()).await.unwrap();
}

/// Both keep a cursor, and a file has one owner.
#[tokio::test(flavor = "multi_thread")]
async fn two_bots_that_hold_their_cursors_share_a_file() {
    let net = Net::start().await;
    let (api, (tell, mut told)) = (net.network.api_url(), mpsc::channel(8));
    let bot = |name: &str| {
        format!("[[bot]]\nname = \"{name}\"\nplatform = \"devman\"\ntoken = \"{name}\"\napi = \"{api}\"\n")
    };
    let text = format!("[polling]\ntimeout = \"2s\"\n{}{}", bot("anna"), bot("boris"));
    let app = App::with_state(tell).fallback(|State(tell): State<mpsc::Sender<String>>, event: Event| async move {
        tell.send(event.bot().to_string()).await.map_err(Error::permanent)
    });
    let students = ["anna", "boris"].map(|token| net.network.student(token));
    let running = Running::of(net.load(Loader::new(), &text).build(app).await.unwrap());
    let mut heard = Vec::new();
    for student in &students {
        // The first question decides where the stream begins.
        let asked = async {
            while student.held() == 0 {
                tokio::task::yield_now().await;
            }
        };
        soon(asked).await;
        student.review("Hello", Verdict::Accepted);
        heard.push(soon(told.recv()).await.unwrap());
    }
    soon(running.stop()).await.unwrap();
    assert_eq!(heard, ["anna", "boris"]);
    let cursors = net.file("cursors.json");
    assert!(cursors.contains("\"anna\"") && cursors.contains("\"boris\""), "{cursors}");
}

/// A route for issues is silent on Telegram, and a command is one on GitHub: neither is an error, as both bots have it.
#[tokio::test(flavor = "multi_thread")]
async fn two_platforms_have_one_set_of_handlers() {
    async fn echo(Text(text): Text, reply: Reply) -> Result<()> {
        reply.text(text).await?;
        Ok(())
    }
    async fn greet(reply: Reply) -> Result<()> {
        reply.text("welcome").await?;
        Ok(())
    }
    let net = Net::start().await;
    let anna = net.network.user("Anna");
    let (repo, developer) = (net.network.repo("octocat", "hello-world"), net.network.developer("mona"));
    net.network.account("ghp_1", "greeter");
    let api = net.network.api_url();
    let text = format!(
        "[[bot]]\nname = \"chat\"\nplatform = \"telegram\"\ntoken = \"{TOKEN}\"\napi = \"{api}\"\n\
         [[bot]]\nname = \"repo\"\nplatform = \"github\"\ntoken = \"ghp_1\"\napi = \"{api}\"\nwatch = \
         \"octocat/hello-world\"\nhistory = \"all\"\n[bot.polling]\nstyle = \"short\"\ninterval = \"50ms\"\n"
    );
    developer.opens_issue(&repo, "It is slow", "Very.");
    let app = || App::new().on(kind("issues"), greet).on(message().with_text(), echo);
    let lone = text.split("[[bot]]").nth(1).unwrap().to_owned();
    let error = net.load(Loader::new(), &format!("[bot]{lone}")).build(app()).await.unwrap_err().to_string();
    assert!(error.contains("\"issues\""), "alone it is one: {error}");

    let mut greeted = net.network.sent_on_github();
    let running = Running::of(net.load(Loader::new(), &text).build(app()).await.unwrap());
    hears(&net, &net.bot, &anna, "hi", "hi").await;
    soon(greeted.next()).await.unwrap();
    assert_eq!(repo.comments(1).len(), 1);
    soon(running.stop()).await.unwrap();
}

/// What one bot hears another one tells, in a chat where nobody spoke to it.
#[tokio::test(flavor = "multi_thread")]
async fn one_bot_speaks_for_another() {
    async fn tell(Text(text): Text, State(to): State<Address>, bots: Bots) -> Result<()> {
        bots.to(&to)?.text(text).await?;
        Ok(())
    }
    let net = Net::start().await;
    let (other, anna, readers) = (another(&net), net.network.user("Anna"), net.network.group("readers"));
    readers.add(&other);
    let app = App::with_state(Address::new("telegram", "news", Place::chat(readers.id().to_string())))
        .on(message().with_text(), tell);
    let running = Running::of(net.load(Loader::new(), &two(&net, "polling", ["", ""])).build(app).await.unwrap());
    let mut sent = net.network.sent();
    let group = net.network.group("editors");
    group.add(&net.bot);
    anna.says(&group, "extra!");
    let told = soon(sent.next()).await.unwrap();
    assert_eq!((told.text.as_deref(), told.chat), (Some("extra!"), Some(readers.id())));
    soon(running.stop()).await.unwrap();
}

/// GitHub's doors tell different events: a route to which nothing would ever come is found before it waits in vain.
#[tokio::test(flavor = "multi_thread")]
async fn a_route_for_what_the_other_door_tells_is_told() {
    let net = Net::start().await;
    let github = |name: &str, more: &str| {
        format!("[[bot]]\nname = \"{name}\"\nplatform = \"github\"\ntoken = \"ghp_{name}\"\nwatch = \"o/r\"\n{more}\n")
    };
    let app = || App::new().on(kind("check_run"), || async {});
    let polled = github("polled", "");
    let error = net.load(Loader::new(), &polled).build(app()).await.unwrap_err().to_string();
    assert!(error.contains("\"check_run\", of which github does not tell by polling: write mode"), "{error}");
    // It is for the other bot.
    let hook =
        "[bot.source]\nmode = \"webhook\"\n[bot.webhook]\nurl = \"https://a.example/h\"\nsecret = \"s3cret-s3cret\"";
    let both = format!("{polled}{}[server]\nlisten = \"127.0.0.1:0\"\n", github("pushed", hook));
    drop(net.load(Loader::new(), &both).build(app()).await.unwrap());
}
