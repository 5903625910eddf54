//! A handler that returns what is no outcome.

use pollhook_dispatcher::{App, Text, message};

async fn handler(text: Text) -> String {
    text.0
}

fn main() {
    let _ = App::new().on(message(), handler);
}
