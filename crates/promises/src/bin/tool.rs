//! The contestant as a tool: its whole command line is the facade's. The environment names its config and its journal.

use std::process::ExitCode;

use pollhook_promises::bot::{Hears, app};
use pollhook_promises::journal::Pen;

fn main() -> ExitCode {
    pollhook::main(app(Pen::from_environment().expect("the test names a journal"), Hears::from_environment()))
}
