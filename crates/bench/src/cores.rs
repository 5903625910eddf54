//! Who runs on which core.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Error;
use crate::contestant::Who;

/// Where it is measured.
pub(crate) struct Lab {
    /// The load and the contestant have a core each.
    pub(crate) pinned: bool,
    /// Seconds of what is measured by time.
    pub(crate) secs: u64,
    /// The program that has the peers, if they take part.
    peers: Option<PathBuf>,
    /// Where contestants run.
    cores: &'static str,
}

impl Lab {
    /// Moves this process to the first core, and leaves the second to the contestant.
    pub(crate) fn open(secs: u64, peers: Option<&Path>) -> Result<Self, Error> {
        let peers = peers.map(|path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display())));
        let cores = std::thread::available_parallelism()?.get();
        let me = std::process::id().to_string();
        let moved =
            Command::new("taskset").args(["-cp", LOAD, &me]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let pinned = cores > 1 && moved.is_ok_and(|status| status.success());
        Ok(Self { pinned, secs, peers: peers.transpose()?, cores: CONTESTANT })
    }

    /// The same, with contestants on both cores: one of them they share with the load.
    pub(crate) fn on_both_cores(&self) -> Self {
        Self { pinned: self.pinned, secs: self.secs, peers: self.peers.clone(), cores: BOTH }
    }

    /// The peers that take part.
    pub(crate) fn peers(&self) -> &'static [Who] {
        if self.peers.is_some() { &[Who::Teloxide, Who::Frankenstein] } else { &[] }
    }

    /// The program of this contestant, where contestants run: this very one again, or that of the peers.
    pub(crate) fn contestant(&self, who: Who) -> Result<tokio::process::Command, Error> {
        let program = match (who, &self.peers) {
            (Who::Ours | Who::Bare, _) => std::env::current_exe()?,
            (Who::Teloxide | Who::Frankenstein, peers) => peers.clone().ok_or("no program has this peer")?,
        };
        if !self.pinned {
            return Ok(tokio::process::Command::new(program));
        }
        let mut command = tokio::process::Command::new("taskset");
        command.args(["-c", self.cores]).arg(program);
        Ok(command)
    }
}

const LOAD: &str = "0";
const CONTESTANT: &str = "1";
const BOTH: &str = "0,1";
