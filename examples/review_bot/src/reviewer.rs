//! Who reads a pull request, and takes ten minutes for it.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use pollhook::prelude::*;
use tokio::process::Command;

/// Somebody who has an opinion.
#[derive(Clone)]
pub(crate) enum Reviewer {
    /// A program, which is given the address of the pull request, and prints what it thinks of it.
    Program(Arc<str>),
    /// Nobody, for so long.
    Pretended(Duration),
}

impl Reviewer {
    /// Reads, and says what there is to say. Whoever does not wait for it ends it, and its program.
    pub(crate) async fn read(&self, pull_request: &str) -> Result<String> {
        let program = match self {
            Self::Program(program) => program,
            Self::Pretended(time) => {
                tokio::time::sleep(*time).await;
                return Ok(format!("I have read {pull_request}. It looks good to me."));
            }
        };
        let mut command = Command::new(&**program);
        let said = command.arg(pull_request).stdin(Stdio::null()).kill_on_drop(true).output().await?;
        if !said.status.success() {
            return Err(Error::msg(format!("{program} {pull_request}: {}", said.status)));
        }
        Ok(String::from_utf8_lossy(&said.stdout).into_owned())
    }
}
