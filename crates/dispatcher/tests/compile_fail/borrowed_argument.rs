//! An argument that is borrowed.

use pollhook_dispatcher::{App, Text, message};

async fn handler(_text: &Text) {}

fn main() {
    let _ = App::new().on(message(), handler);
}
