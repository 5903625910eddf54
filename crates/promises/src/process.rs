//! A contestant as a process of its own: started, listened to, killed.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pollhook_core::Stats;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// A debug build on a busy machine begins within this, or never.
const BEGINS: Duration = Duration::from_secs(20);
/// What is told to end, or killed, is gone within this.
const ENDS: Duration = Duration::from_secs(30);

/// A running contestant. It is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    heard: Arc<Heard>,
    readers: JoinSet<()>,
}

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// How long it took from the signal on.
    pub took: Duration,
    /// All that it printed, to either stream.
    pub output: String,
}

impl Ended {
    /// What the bot counted under this name.
    ///
    /// # Panics
    /// When it did not print its counters.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        let line = self.output.lines().find_map(|line| line.strip_prefix(COUNTS));
        let line = line.unwrap_or_else(|| panic!("it printed no counters:\n{}", self.output));
        let value = line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        value.map_or(0, |value| value.parse().expect("a counter is a number"))
    }
}

/// How the line begins on which a contestant prints its counters.
const COUNTS: &str = "counts ";

/// All that was counted, as a contestant prints it when it ends.
#[must_use]
pub fn counts(stats: &Stats) -> String {
    let counts: Vec<_> = stats.seen().map(|(name, n)| format!("{name}={n}")).collect();
    format!("{COUNTS}{}", counts.join(" "))
}

/// What to start a process with, beside its program.
#[derive(Clone, Debug, Default)]
pub struct Start<'a> {
    /// Its arguments.
    pub arguments: Vec<&'a str>,
    /// Its environment; nothing is inherited.
    pub environment: Vec<(&'a str, &'a str)>,
}

impl Process {
    /// Starts `program`.
    #[must_use]
    pub fn start(program: &Path, start: &Start<'_>) -> Self {
        let mut command = Command::new(program);
        command.args(&start.arguments).env_clear().envs(start.environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("a contestant starts");
        let (heard, mut readers) = (Arc::new(Heard::default()), JoinSet::new());
        let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        readers.spawn(listen(out, Arc::clone(&heard)));
        readers.spawn(listen(err, Arc::clone(&heard)));
        Self { child, heard, readers }
    }

    /// Waits until it prints a line that holds `word`, and gives the line.
    ///
    /// # Panics
    /// When it ends without, or takes too long: with all that it printed.
    pub async fn says(&mut self, word: &str) -> String {
        let line = tokio::time::timeout(BEGINS, self.heard.line_with(word));
        tokio::select! {
            biased;
            line = line => line.unwrap_or_else(|_| panic!("it never said {word:?}; it said:\n{}", self.output())),
            status = self.child.wait() => {
                // What it printed last may still be in the pipe.
                let _ = tokio::time::timeout(Duration::from_secs(1), self.readers.join_all_in_place()).await;
                panic!("it ended ({status:?}) without saying {word:?}; it said:\n{}", self.output())
            }
        }
    }

    /// All that it printed by now.
    #[must_use]
    pub fn output(&self) -> String {
        self.heard.lines().join("\n")
    }

    /// Kills it where it stands, with -9, and waits until it is gone.
    pub async fn kill(mut self) -> Ended {
        let since = Instant::now();
        self.child.start_kill().expect("it is still there");
        self.ended(since).await
    }

    /// Asks it to stop, as an operator does (SIGTERM), and waits until it is gone.
    pub async fn terminate(self) -> Ended {
        let since = Instant::now();
        self.signal("TERM").await;
        self.ended(since).await
    }

    /// Sends it a signal, by the shell's own `kill`: no dependency, and no unsafe code, for two lines.
    pub async fn signal(&self, name: &str) {
        let pid = self.id().to_string();
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -s \"$0\" \"$1\"", name, &pid]);
        assert!(kill.status().await.expect("there is a shell").success(), "it can be sent {name}");
    }

    /// What the operating system calls it.
    ///
    /// # Panics
    /// When it has ended.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("it is still there")
    }

    /// Lets it hold so many descriptors at most from now on, by util-linux's `prlimit`.
    pub async fn limit_descriptors(&self, most: usize) {
        let limit = format!("--nofile={most}:{most}");
        let mut prlimit = Command::new("prlimit");
        prlimit.args(["--pid", &self.id().to_string(), &limit]);
        assert!(prlimit.status().await.expect("util-linux is there").success(), "it can be limited");
    }

    /// Waits until it ends by itself.
    pub async fn end(self) -> Ended {
        self.ended(Instant::now()).await
    }

    async fn ended(mut self, since: Instant) -> Ended {
        let wait = tokio::time::timeout(ENDS, self.child.wait()).await;
        let Ok(status) = wait else { panic!("it did not end within {ENDS:?}; it said:\n{}", self.output()) };
        let took = since.elapsed();
        self.readers.join_all_in_place().await;
        Ended { status: status.expect("it was started"), took, output: self.output() }
    }
}

/// Lines that a process printed.
#[derive(Debug, Default)]
struct Heard {
    lines: Mutex<Vec<String>>,
    more: Notify,
}

impl Heard {
    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn line_with(&self, word: &str) -> String {
        loop {
            let more = self.more.notified();
            let found = self.lines().iter().find(|line| line.contains(word)).cloned();
            match found {
                Some(line) => return line,
                None => more.await,
            }
        }
    }
}

async fn listen(stream: impl AsyncRead + Unpin, heard: Arc<Heard>) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        heard.lines().push(line);
        heard.more.notify_waiters();
    }
}

/// Waits for all tasks of a set that stays where it is.
trait JoinInPlace {
    async fn join_all_in_place(&mut self);
}

impl JoinInPlace for JoinSet<()> {
    async fn join_all_in_place(&mut self) {
        while self.join_next().await.is_some() {}
    }
}
