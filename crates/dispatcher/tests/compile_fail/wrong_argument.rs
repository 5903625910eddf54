//! An argument that is no extractor.

use pollhook_dispatcher::{App, Reply, Text, message};

async fn handler(_text: Text, _amount: u32, _reply: Reply) {}

fn main() {
    let _ = App::new().on(message(), handler);
}
