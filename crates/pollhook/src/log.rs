//! A subscriber for those who have installed none: a bot that says nothing cannot be operated.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Writes log lines to standard error, unless the author has installed a subscriber. `RUST_LOG` chooses what is said;
/// without it, everything from `info` on.
pub(crate) fn install() {
    if tracing::dispatcher::has_been_set() {
        return;
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ansi = std::io::stderr().is_terminal();
    // It fails only if somebody was faster, and then it is theirs.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi).with_writer(std::io::stderr).try_init();
}
