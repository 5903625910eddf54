//! The words of the machine: its states, what it hears, what it says.

use std::time::Instant;

use pollhook_core::{Failure, Identity, Registered, SourceError};

use crate::supervisor::backoff::Restarts;

/// Where a bot stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    /// On the way to its first event.
    Starting { step: Step, tries: u32, waiting: bool, past: Past },
    /// The source runs; how it does is said by its health.
    Running { watch: Watch, past: Past },
    /// Nothing new is admitted; what was admitted ends.
    Draining { waits: Waits, end: End },
    /// It ended as it was told to.
    Stopped,
    /// It ended because it cannot go on.
    Failed(String),
}

/// One step of a start.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    /// Ask who the bot is.
    Identify,
    /// Ask what is registered.
    Look,
    /// Remove what is registered; what is pending stays.
    Remove,
    /// Start the source; wait until its route is in place.
    Open,
    /// Register.
    Set,
}

/// What happened that still matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Past {
    /// The source runs.
    pub(crate) open: bool,
    /// The webhook was registered by this process.
    pub(crate) registered: bool,
    /// Somebody else's webhook was removed.
    pub(crate) took_over: bool,
    pub(crate) restarts: Restarts,
}

/// What was seen of the registration while running.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Watch {
    /// How often in a row it was not ours.
    pub(crate) strange: u32,
    /// It was set again because its details differed; some platforms never tell all of them.
    pub(crate) mended: bool,
}

/// What a drain waits for, and until when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waits {
    pub(crate) source: bool,
    pub(crate) handlers: bool,
    pub(crate) removal: bool,
    pub(crate) aborted: bool,
    pub(crate) deadline: Instant,
}

/// How a drain ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Stopped,
    Failed(String),
}

/// What the machine hears.
#[derive(Debug)]
pub(crate) enum Input {
    /// Go.
    Begin,
    /// The platform said who the bot is.
    Known(Identity),
    /// The platform said what is registered.
    Seen(Registered),
    /// What was asked for is set, or removed.
    Done,
    /// What was asked for came to nothing.
    Failed(Failure),
    /// The source has reached its platform.
    Ready,
    /// The source's run is over.
    Ended(Ending),
    /// No handler runs any more.
    Drained,
    /// The process's listener is gone.
    Deaf,
    /// The time asked for has come.
    Woke,
    /// Stop, within the drain.
    Stop,
    /// Stop at once.
    StopNow,
}

/// How a source's run ended.
#[derive(Debug)]
pub(crate) enum Ending {
    Returned,
    Broke(SourceError),
    Panicked(String),
}

/// What is to be done. Each call is answered by an input: `Known`, `Seen`, `Done` or `Failed`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Identify,
    Look,
    Set,
    /// Removes whatever is registered.
    Remove,
    /// Removes the registration if it still is ours.
    RemoveOurs,
    /// Starts the source; answered by `Ready` and, at its end, by `Ended`.
    Open,
    /// Tells the source to stop, and until when it may wait for settlements.
    Close(Instant),
    /// Tells handlers that the end has come.
    Cancel,
    /// Aborts handlers that still run.
    Abort,
    /// Waits until no handler runs; answered by `Drained`.
    AwaitHandlers,
    /// Replaces the time at which `Woke` comes.
    WakeAt(Instant),
    /// Tells the operator.
    Note(Note),
}

/// What an operator is told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Note {
    /// A call came to nothing and is tried again.
    Trouble { why: String, next: Instant },
    /// Another webhook is replaced, as a start by webhook does.
    Replacing(String),
    /// Another webhook is removed, as was allowed.
    TakingOver(String),
    /// Our own webhook is removed, because the bot polls now.
    Removing,
    /// The registration is not ours any more.
    Strange(String),
    /// The registration is set again.
    Mending,
    /// The source is started again.
    Restarting { why: String, next: Instant },
}
