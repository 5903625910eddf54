//! Where one contestant plays: a folder with its config, its journal and its dead letters.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::journal::Journal;
use crate::process::{Process, Start};
use crate::script::Script;

/// A folder for one contestant, over all of its lives.
#[derive(Debug)]
pub struct Arena {
    folder: TempDir,
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    /// The book that it writes.
    pub journal: Journal,
}

impl Arena {
    /// A folder in which `program` will run with this config.
    #[must_use]
    pub fn new(program: impl AsRef<Path>, config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("bot.toml"), config).expect("a config can be written");
        let journal = Journal::open(&folder.path().join("journal"));
        let program = program.as_ref().to_owned();
        Self { folder, program, arguments: Vec::new(), environment: Vec::new(), journal }
    }

    /// Gives the contestant one more argument.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Gives the contestant a variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts the contestant. It need not be ready yet.
    #[must_use]
    pub fn start(&self) -> Process {
        let (config, journal) = (self.path("bot.toml"), self.journal.path().to_owned());
        let [config, journal] = [&config, &journal].map(|path| path.to_str().expect("paths here are text"));
        let own = [(CONFIG, config), (JOURNAL, journal)];
        let given = self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let arguments = self.arguments.iter().map(String::as_str).collect();
        Process::start(&self.program, &Start { arguments, environment: own.into_iter().chain(given).collect() })
    }

    /// Starts the contestant and waits until it is ready.
    pub async fn ready(&self) -> Process {
        let mut process = self.start();
        process.says(READY).await;
        process
    }

    /// A file in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The numbers of all dead letters that are kept.
    #[must_use]
    pub fn letters(&self) -> BTreeSet<u64> {
        numbers(&fs::read_to_string(self.path(LETTERS)).unwrap_or_default())
    }

    /// Where the bot stands by its own file, if it keeps one.
    #[must_use]
    pub fn cursor(&self) -> Option<String> {
        let files = fs::read_dir(self.folder.path()).expect("the folder is there").flatten();
        // One that was being written when the bot was killed counts for nothing.
        let whole = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "json"));
        whole.filter_map(|path| cursor(&fs::read_to_string(path).ok()?)).next()
    }
}

/// The cursor in a file of cursors. `None`: it is another file.
fn cursor(text: &str) -> Option<String> {
    let json: Value = serde_json::from_str(text).ok()?;
    Some(json["cursors"][0]["cursor"].as_str()?.to_owned())
}

/// The variable that names the config, as the facade's own commands know it.
pub const CONFIG: &str = "POLLHOOK_CONFIG";
/// The variable that names the journal.
pub const JOURNAL: &str = "JOURNAL";
/// The line that a contestant prints when events can arrive.
pub const READY: &str = "contestant ready";
/// Where dead letters are by default.
pub const LETTERS: &str = "dead-letters.jsonl";

/// An address on loopback that nobody listens at, for a bot that must be found again at the same one in its next life.
#[must_use]
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound")
}

/// The numbers of what letters are about.
fn numbers(letters: &str) -> BTreeSet<u64> {
    let of = |letter: &str| {
        let json: Value = serde_json::from_str(letter).expect("a letter is a line of JSON");
        let payload = json["event"]["payload"].as_str().expect("a letter holds the event's payload");
        number(&serde_json::from_str(payload).expect("the payload is JSON")).expect("it was written for a test")
    };
    letters.lines().map(of).collect()
}

/// The number of what was said, where each platform's documents have its text.
fn number(json: &Value) -> Option<u64> {
    let texts = TEXTS.iter().filter_map(|place| json.pointer(place)?.as_str());
    texts.filter_map(Script::parse).map(|script| script.number).next()
}

/// A comment's document holds the text of its issue, too.
const TEXTS: [&str; 6] = [
    "/text",
    "/message/text",
    "/entry/0/messaging/0/message/text",
    "/new_attempts/0/lesson_title",
    "/comment/body",
    "/issue/body",
];
