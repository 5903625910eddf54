//! The run itself: a network, three bots on it, and people who talk to all of them at once.

use std::collections::HashMap;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use pollhook_simulator::{Chat, Network, Options, Sent, User};
use tokio::sync::Barrier;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::args::Args;
use crate::bots::{Bot, Mode};
use crate::played::{Exchange, Played, Record, Reply, Said};
use crate::scenario::{PEOPLE, Scenario};
use crate::units::count;

/// How long the bots may need for what is left when everybody is silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether a run has the machine for itself.
pub(crate) enum Company {
    /// It has, and whoever looks at the terminal is told how far it is.
    Alone,
    /// There are others, and people begin to talk when the bots of all of them are there: to start one is work.
    Beside(Arc<Barrier>),
}

/// Plays a scenario to its end.
pub(crate) async fn play(args: &Args, scenario: &Scenario, company: &Company) -> pollhook::Result<Played> {
    let faults = args.faults.clone();
    let options = Options { delay: args.delay, seed: args.seed, faults, ..Options::default() };
    let network = Arc::new(Network::start(options).await?);
    let bots = start(&network).await?;
    let people = PEOPLE.map(|name| join(&network, name, &bots));

    if let Company::Beside(others) = company {
        others.wait().await;
    }
    let (mut sent, from) = (network.sent(), network.now());
    let (said, places) = tokio::select! {
        biased;
        talked = talk(scenario, &people, &bots) => talked,
        never = show(args, &bots, company) => match never {},
    };
    // A bot that is not done by then has lost something: the figures will say so.
    let _ = timeout(PATIENCE, drained(&bots)).await;
    let (to, sent) = (network.now(), std::iter::from_fn(|| sent.try_next()).collect::<Vec<_>>());
    if matches!(company, Company::Alone) {
        clear();
    }

    let [short, long, hook] = bots;
    let [a, b, c] = places;
    let records = [leave(short, a, &sent).await?, leave(long, b, &sent).await?, leave(hook, c, &sent).await?];
    Ok(Played { time: (from, to), said, burst: scenario.largest_burst(), records })
}

async fn start(network: &Arc<Network>) -> pollhook::Result<[Bot; 3]> {
    let [short, long, hook] = Mode::ALL.map(|mode| Bot::start(mode, network));
    let (short, long, hook) = tokio::try_join!(short, long, hook)?;
    Ok([short, long, hook])
}

/// Somebody, and a chat in which all three bots hear the same.
fn join(network: &Network, name: &str, bots: &[Bot]) -> (User, Chat) {
    let user = network.user(name);
    let chat = user.chat();
    for bot in bots {
        chat.add(&bot.seat);
    }
    (user, chat)
}

/// What each update is about.
type Places = HashMap<i32, usize>;

/// Says everything at its time; gives what was said, and which updates each bot is told of it.
async fn talk(scenario: &Scenario, people: &[(User, Chat)], bots: &[Bot; 3]) -> (Vec<Said>, [Places; 3]) {
    let begun = Instant::now();
    let (mut said, mut places) = (Vec::new(), [const { Vec::new() }; 3]);
    for (place, line) in scenario.lines.iter().enumerate() {
        sleep_until(begun + line.at).await;
        let (user, chat) = &people[line.who];
        let happened = user.says(chat, &line.text);
        said.push(Said { at: happened.at, who: PEOPLE[line.who], text: line.text.clone() });
        for (bot, places) in bots.iter().zip(&mut places) {
            places.extend(happened.updates.get(&bot.seat.id()).map(|update| (*update, place)));
        }
    }
    (said, places.map(Places::from_iter))
}

async fn drained(bots: &[Bot; 3]) {
    for bot in bots {
        bot.seat.drained().await;
    }
}

/// Stops a bot, and takes what was noted of it.
async fn leave(bot: Bot, places: Places, sent: &[Sent]) -> pollhook::Result<Record> {
    let (mode, seat, notes) = (bot.mode, bot.seat.clone(), bot.notes.clone());
    bot.stop().await?;
    let replies = sent.iter().filter(|sent| sent.bot == seat.id());
    let replies = replies.map(|sent| Reply { at: sent.at, text: sent.text.clone().unwrap_or_default() }).collect();
    let exchanges = seat.log().iter().filter_map(Exchange::read).collect();
    Ok(Record { mode, places, exchanges, calls: notes.calls(), replies })
}

/// The progress line, for whoever looks.
async fn show(args: &Args, bots: &[Bot; 3], company: &Company) -> std::convert::Infallible {
    let (mut out, begun) = (std::io::stderr(), Instant::now());
    let (whole, messages) = (args.length.as_secs(), count(args.messages as u64, "message"));
    if matches!(company, Company::Beside(_)) || !out.is_terminal() {
        return std::future::pending().await;
    }
    loop {
        let [short, long, hook] = bots.each_ref().map(|bot| format!("{} {}", bot.mode.name(), bot.notes.done()));
        let now = begun.elapsed().as_secs_f64();
        // A terminal that is gone ends nothing.
        let _ = write!(out, "\r  {now:4.1} of {whole} s · {messages} · answered: {short} · {long} · {hook}  ");
        let _ = out.flush();
        sleep(Duration::from_millis(100)).await;
    }
}

/// Takes the progress line away.
fn clear() {
    if std::io::stderr().is_terminal() {
        eprint!("\r{:95}\r", "");
    }
}
