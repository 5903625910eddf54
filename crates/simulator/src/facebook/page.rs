//! A page's handle, for whoever writes the script.

use serde_json::{Value, json};

use super::app::App;
use super::person::Person;

/// One page that an app is installed on. Clones are the same page.
#[derive(Clone, Debug)]
pub struct Page {
    pub(super) app: App,
    pub(super) id: String,
}

impl Page {
    /// Its number, as it stands in `entry[].id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The app that hears of it.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// A human writes in the page's inbox: the app hears of it as an echo that is not its own. Returns the `mid`.
    pub fn writes(&self, to: &Person, text: &str) -> String {
        self.app.site.change(|desk, now| {
            let mid = desk.new_id("m_inbox_");
            desk.echo(&self.id, &to.id_on(self), json!({"text": text}), &mid, None, now);
            mid
        })
    }

    /// Whatever else a person can cause: `name` is the kind of event (`reaction`, `optin`, …), `value` what stands
    /// under it. Returns the id under which the ledger keeps it.
    pub fn push(&self, from: &Person, name: &str, value: &Value) -> String {
        self.app.site.change(|desk, now| desk.spoken(&self.id, &from.id_on(self), name, value, now))
    }

    /// The access token is worth nothing from now on, or is again.
    pub fn set_revoked(&self, revoked: bool) {
        self.app.site.change(|desk, _| {
            if let Some(page) = desk.pages.get_mut(&self.id) {
                page.revoked = revoked;
            }
        });
    }
}
