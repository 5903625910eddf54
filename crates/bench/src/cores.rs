//! Who runs on which core.

use std::process::{Command, Stdio};

use crate::Error;

/// Where it is measured.
pub(crate) struct Lab {
    /// The load and the contestant have a core each.
    pub(crate) pinned: bool,
    /// Seconds of what is measured by time.
    pub(crate) secs: u64,
}

impl Lab {
    /// Moves this process to the first core, and leaves the second to the contestant.
    pub(crate) fn open(secs: u64) -> Result<Self, Error> {
        let cores = std::thread::available_parallelism()?.get();
        let me = std::process::id().to_string();
        let moved =
            Command::new("taskset").args(["-cp", LOAD, &me]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        Ok(Self { pinned: cores > 1 && moved.is_ok_and(|status| status.success()), secs })
    }

    /// This very program again, where contestants run.
    pub(crate) fn contestant(&self) -> Result<tokio::process::Command, Error> {
        let me = std::env::current_exe()?;
        if !self.pinned {
            return Ok(tokio::process::Command::new(me));
        }
        let mut command = tokio::process::Command::new("taskset");
        command.args(["-c", CONTESTANT]).arg(me);
        Ok(command)
    }
}

const LOAD: &str = "0";
const CONTESTANT: &str = "1";
