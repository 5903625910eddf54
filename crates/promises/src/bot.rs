//! The bot that all contestants are: its handler does what it is told, and writes down when it begins and ends.

use pollhook::prelude::*;
use tokio::sync::watch;

use crate::journal::Pen;
use crate::script::{Script, Step};

/// What a contestant listens to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Hears {
    /// What people say.
    #[default]
    Messages,
    /// What mentors say of lessons, where nobody says anything else.
    Reviews,
}

/// The variable that says what a contestant listens to.
pub const HEARS: &str = "HEARS";

impl Hears {
    /// The word for it in the environment.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Reviews => "reviews",
        }
    }

    /// What the environment says; messages, if it says nothing.
    #[must_use]
    pub fn from_environment() -> Self {
        let said = std::env::var(HEARS).unwrap_or_default();
        if said == Self::Reviews.word() { Self::Reviews } else { Self::Messages }
    }
}

/// The app, as an author would write it.
pub fn app(pen: Pen, hears: Hears) -> App<Stand> {
    let stand = Stand { pen, meeting: watch::Sender::new(0) };
    let app = App::with_state(stand);
    match hears {
        Hears::Messages => app.on(message().with_text(), hear),
        Hears::Reviews => app.on(kind("review"), read),
    }
}

/// What all calls of the handler share.
#[derive(Clone, Debug)]
pub struct Stand {
    pen: Pen,
    /// How many calls wait for others to meet them.
    meeting: watch::Sender<usize>,
}

/// Does what the text says.
async fn hear(
    State(stand): State<Stand>,
    event: Event,
    Text(text): Text,
    Attempt(attempt): Attempt,
    reply: Reply,
) -> Result<()> {
    stand.perform(&event, &text, attempt, &reply).await
}

/// Does what the lesson's title says.
async fn read(
    State(stand): State<Stand>,
    event: Event,
    Json(told): Json<Told>,
    Attempt(attempt): Attempt,
    reply: Reply,
) -> Result<()> {
    let [review] = told.new_attempts;
    stand.perform(&event, &review.lesson_title, attempt, &reply).await
}

/// One review, in the form in which Devman tells it.
#[derive(serde::Deserialize)]
struct Told {
    new_attempts: [Review; 1],
}

#[derive(serde::Deserialize)]
struct Review {
    lesson_title: String,
}

impl Stand {
    async fn perform(&self, event: &Event, text: &str, attempt: u32, reply: &Reply) -> Result<()> {
        let Some(script) = Script::parse(text) else { return Err(Error::permanent("nobody wrote this for a test")) };
        let chat = event.key().map_or("-", |key| key.as_str()).replace(' ', "_");
        let running = self.pen.start(script.number, &chat, attempt);
        let mut spoiled = Vec::new();
        for step in &script.steps {
            if let Step::Spoil(attempts) = step {
                spoiled.push(Spoiled { panics: attempt <= *attempts });
            }
            if let Err(error) = self.step(*step, script.number, attempt, reply).await {
                running.fail();
                return Err(error);
            }
        }
        // First, for it may be the end.
        drop(spoiled);
        running.end();
        Ok(())
    }

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
            Step::Spawn(time) => drop(tokio::spawn(tokio::time::sleep(time))),
            // Held by whoever performs it.
            Step::Spoil(_) => {}
        }
        Ok(())
    }

    /// Waits until so many calls are here at one time. Whoever has met stays counted: a meeting is never left early.
    async fn meet(&self, many: usize) {
        self.meeting.send_modify(|here| *here += 1);
        let _ = self.meeting.subscribe().wait_for(|here| *here >= many).await;
    }
}

/// Panics when it is dropped, but not on top of another panic, which would be the end of the process by Rust's own rules.
struct Spoiled {
    panics: bool,
}

impl Drop for Spoiled {
    fn drop(&mut self) {
        assert!(!self.panics || std::thread::panicking(), "told to panic when dropped");
    }
}
