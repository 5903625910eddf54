//! Arguments of a command as a type that nobody can read from words.

use pollhook_dispatcher::{App, Args, command};

struct Remind {
    _minutes: u32,
}

async fn remind(_args: Args<Remind>) {}

fn main() {
    let _ = App::new().on(command("remind"), remind);
}
