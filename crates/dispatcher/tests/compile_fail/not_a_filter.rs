//! A filter that is none.

use pollhook_dispatcher::App;

async fn handler() {}

fn main() {
    let _ = App::new().on("start", handler);
}
