//! A handler that holds what must stay on its thread.

use std::rc::Rc;

use pollhook_dispatcher::{App, message};

async fn handler() {
    let held = Rc::new(1);
    std::future::ready(()).await;
    drop(held);
}

fn main() {
    let _ = App::new().on(message(), handler);
}
