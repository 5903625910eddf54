//! The driver with a scripted API, a source that does as it is told, and a paused clock.

mod log;

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollhook_core::{
    Bot, Bots, Clock, EventSource, Health, HealthReporter, NoReplies, Setup, SourceContext, SourceError, Stats, Wanted,
    async_trait,
};
use pollhook_dispatcher::{App, DispatchSettings, Dispatcher, NoDeadLetters};
use pollhook_testkit::{Reply, ScriptedHttp, TestClock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::*;
use crate::config::{Promise, Secrets};
use crate::stack;

const OURS: &str = "https://bot.example.org/hook";

/// What a source does in one run.
#[derive(Clone, Copy, Debug)]
enum Does {
    Panic,
    RunUntilTold,
    IgnoreOrders,
}

/// Does one thing after the other, a run each.
struct Scripted(Arc<Mutex<VecDeque<Does>>>);

#[async_trait]
impl EventSource for Scripted {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        let next = self.0.lock().unwrap().pop_front();
        match next.unwrap_or(Does::RunUntilTold) {
            Does::Panic => panic!("as told"),
            Does::RunUntilTold => {
                cx.health.set(Health::Ready);
                cx.shutdown.requested().await;
            }
            Does::IgnoreOrders => pending().await,
        }
        Ok(())
    }
}

/// A bot under test.
struct Bench {
    http: ScriptedHttp,
    health: HealthReporter,
    phases: Phases,
    stop: Option<oneshot::Sender<()>>,
    end: JoinHandle<Ended>,
    begun: Instant,
}

impl Bench {
    fn start(way: Way, replies: Vec<Reply>, does: Vec<Does>) -> Self {
        let (http, clock) = (ScriptedHttp::new(replies), TestClock::new());
        let telegram = pollhook_platforms::find("telegram").unwrap();
        let setup = Setup::new("https://api.example.org");
        let calls = Calls {
            http: Arc::new(http.clone()),
            identify: telegram.identify(&setup),
            registration: telegram.registration(&setup),
            wanted: match &way {
                Way::Webhook { wanted, .. } => Some(wanted.clone()),
                Way::Polling { .. } => None,
            },
        };
        let plan = Plan {
            way,
            platform: "telegram".into(),
            identifies: true,
            registers: true,
            drain: Duration::from_secs(8),
            credential: "`token` in line 3 of bot.toml".into(),
            secrets: Secrets::default(),
        };
        let (stats, health, phases) = (Arc::new(Stats::default()), HealthReporter::default(), Phases::new());
        let (counted, time) = (Arc::clone(&stats), Arc::new(clock.clone()));
        let view = telegram.view(&setup);
        let assemble = Box::new(move |identity| {
            let replies = Arc::new(NoReplies);
            let bot =
                Bot { id: "test".into(), platform: "telegram".into(), identity, view, replies, bots: Bots::default() };
            let settings = DispatchSettings::default();
            let dispatcher =
                Dispatcher::new(App::new(), bot, settings, Arc::new(NoDeadLetters), time, Arc::clone(&counted))
                    .unwrap();
            let sink = stack::transport(dispatcher.clone(), Promise::Handled, 8, &counted);
            Ok(Assembly { source: Box::new(Scripted(Arc::new(Mutex::new(does.into())))), sink, dispatcher })
        });
        let introduction = Introduction {
            transport: "scripted".into(),
            ack: "handled",
            hears: "message".into(),
            cursor: "none".into(),
            caveats: vec![],
        };
        let said = Said::new("test".into(), introduction, Arc::clone(&stats), clock.now().at);
        let hands = Hands::new("test".into(), calls, Arc::new(clock), health.clone(), stats, assemble);
        let driver = Driver { plan, hands, said, phases: phases.clone() };
        let (stop, stopped) = oneshot::channel();
        let end = tokio::spawn(driver.run(Orders::when(async {
            let _ = stopped.await;
        })));
        Self { http, health, phases, stop: Some(stop), end, begun: Instant::now() }
    }

    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    async fn reaches(&self, phase: Phase) {
        self.phases.watch().wait_for(|current| *current == phase).await.unwrap();
    }

    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The last part of the addresses that were called.
    fn methods(&self) -> Vec<String> {
        let calls = self.http.calls();
        calls.iter().map(|call| call.url.rsplit('/').next().unwrap().to_owned()).collect()
    }
}

fn polling() -> Way {
    Way::Polling { ours: None, take_over: false }
}

fn webhook() -> Way {
    let wanted = Wanted { url: OURS.into(), secret: None, kinds: vec!["message".into()], max_connections: None };
    Way::Webhook { wanted, remove_on_stop: true }
}

fn ok(result: &str) -> Reply {
    Reply::ok(format!(r#"{{"ok":true,"result":{result}}}"#))
}

fn me() -> Reply {
    ok(r#"{"id":7,"is_bot":true,"first_name":"Echo","username":"echo_bot"}"#)
}

fn registered(url: &str) -> Reply {
    ok(&format!(r#"{{"url":"{url}","pending_update_count":0,"allowed_updates":["message"]}}"#))
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_is_started_again_and_its_health_says_why() {
    let mut bench = Bench::start(polling(), vec![me(), registered("")], vec![Does::Panic, Does::Panic]);
    let troubled = |health: &Health| matches!(health, Health::Troubled { why, .. } if why == "it panicked: as told");
    bench.health.watch().wait_for(troubled).await.unwrap();
    bench.health.ready().await;
    assert_eq!(bench.elapsed(), Duration::from_secs(1 + 2));
    bench.stop();
    assert!(matches!(bench.end.await.unwrap(), Ended::Stopped));
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_somebody_else_takes_stands_the_bot_down() {
    let theirs = || registered("https://prod.example.org/hook");
    let set = [registered(""), registered(""), ok("true")];
    let replies = [me()].into_iter().chain(set).chain([registered(OURS), theirs(), theirs()]).collect();
    let bench = Bench::start(webhook(), replies, vec![]);
    bench.reaches(Phase::Running).await;
    let Ended::Failed(why) = bench.end.await.unwrap() else { panic!("it did not fail") };
    assert!(why.contains("https://prod.example.org/hook"), "{why}");
    assert_eq!(bench.begun.elapsed(), Duration::from_secs(60 + 60 + 10));
}

#[tokio::test(start_paused = true)]
async fn each_call_is_made_when_it_is_due() {
    let set = [registered(""), registered(""), ok("true")];
    let replies = [me()].into_iter().chain(set).chain([registered(OURS), registered(OURS), ok("true")]).collect();
    let mut bench = Bench::start(webhook(), replies, vec![]);
    bench.reaches(Phase::Running).await;
    bench.http.called(5).await;
    assert_eq!(bench.elapsed(), Duration::from_secs(60));
    bench.stop();
    bench.http.called(7).await;
    assert_eq!(bench.elapsed(), Duration::from_secs(60), "nothing hangs, so nothing is waited for");
    let (look, set, remove) = ("getWebhookInfo", "setWebhook", "deleteWebhook");
    // Whoever changes something looks once more.
    assert_eq!(bench.methods(), ["getMe", look, look, set, look, look, remove]);
    assert!(matches!(bench.end.await.unwrap(), Ended::Stopped));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_ignores_its_orders_is_dropped_at_the_deadline() {
    let mut bench = Bench::start(polling(), vec![me(), registered("")], vec![Does::IgnoreOrders]);
    bench.reaches(Phase::Running).await;
    let begun = bench.begun;
    bench.stop();
    assert!(matches!(bench.end.await.unwrap(), Ended::Stopped));
    assert_eq!(begun.elapsed(), Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_cannot_reach_its_platform_can_be_stopped() {
    let mut bench = Bench::start(polling(), vec![Reply::Hang], vec![]);
    bench.http.called(1).await;
    let begun = bench.begun;
    bench.stop();
    assert!(matches!(bench.end.await.unwrap(), Ended::Stopped));
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_refused_credential_ends_the_bot_at_once() {
    let refused = Reply::status(401, r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#);
    let bench = Bench::start(polling(), vec![refused], vec![]);
    let Ended::Failed(why) = bench.end.await.unwrap() else { panic!("it did not fail") };
    assert!(why.contains("mend `token` in line 3 of bot.toml"), "{why}");
}
