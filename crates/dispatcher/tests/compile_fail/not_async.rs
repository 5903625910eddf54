//! A function that forgot its `async`.

use pollhook_dispatcher::{App, Text, message};

fn handler(_text: Text) {}

fn main() {
    let _ = App::new().on(message(), handler);
}
