//! A handler whose error is no error.

use pollhook_dispatcher::{App, message};

async fn handler() -> Result<(), String> {
    Err("no".to_owned())
}

fn main() {
    let _ = App::new().on(message(), handler);
}
