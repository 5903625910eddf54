//! Nine arguments.

use pollhook_dispatcher::{App, Attempt as A, message};

async fn handler(_: A, _: A, _: A, _: A, _: A, _: A, _: A, _: A, _: A) {}

fn main() {
    let _ = App::new().on(message(), handler);
}
