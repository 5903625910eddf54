//! The bot that all contestants are: its handler does what it is told, and writes down when it begins and ends.

use pollhook::prelude::*;
use tokio::sync::watch;

use crate::journal::Pen;
use crate::script::{Script, Step};

/// The app, as an author would write it.
pub fn app(pen: Pen) -> App<Stand> {
    let stand = Stand { pen, meeting: watch::Sender::new(0) };
    App::with_state(stand).on(message().with_text(), perform)
}

/// What all calls of the handler share.
#[derive(Clone, Debug)]
pub struct Stand {
    pen: Pen,
    /// How many calls wait for others to meet them.
    meeting: watch::Sender<usize>,
}

/// Does what the text says.
async fn perform(
    State(stand): State<Stand>,
    event: Event,
    Text(text): Text,
    Attempt(attempt): Attempt,
    reply: Reply,
) -> Result<()> {
    let Some(script) = Script::parse(&text) else { return Err(Error::permanent("nobody wrote this for a test")) };
    let chat = event.key().map_or("-", |key| key.as_str()).replace(' ', "_");
    let running = stand.pen.start(script.number, &chat, attempt);
    for step in &script.steps {
        if let Err(error) = stand.step(*step, script.number, attempt, &reply).await {
            running.fail();
            return Err(error);
        }
    }
    running.end();
    Ok(())
}

impl Stand {
    async fn step(&self, step: Step, number: u64, attempt: u32, reply: &Reply) -> Result<()> {
        match step {
            Step::Pause(time) => tokio::time::sleep(time).await,
            Step::Block(time) => std::thread::sleep(time),
            Step::Meet(many) => self.meet(many).await,
            Step::Reply => drop(reply.text(format!("re: {number}")).await?),
            Step::Panic(attempts) => assert!(attempt > attempts, "told to panic"),
            Step::Fail(attempts) if attempt <= attempts => return Err(Error::msg("told to fail")),
            Step::Fail(_) => {}
            Step::Refuse => return Err(Error::permanent("told to refuse")),
        }
        Ok(())
    }

    /// Waits until so many calls are here at one time. Whoever has met stays counted: a meeting is never left early.
    async fn meet(&self, many: usize) {
        self.meeting.send_modify(|here| *here += 1);
        let _ = self.meeting.subscribe().wait_for(|here| *here >= many).await;
    }
}
