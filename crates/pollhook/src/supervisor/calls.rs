//! The few calls that a supervisor makes: who am I, what is registered, call here, call no more.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use pollhook_core::{Call, Failure, Http, Identify, Registered, Registration, Wanted};
use pollhook_http::ask;

use super::machine::Input;

/// A call under way.
pub(super) type Calling = Pin<Box<dyn Future<Output = Input> + Send>>;

/// What is called, and how.
#[derive(Clone)]
pub(crate) struct Calls {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) identify: Option<Arc<dyn Identify>>,
    pub(crate) registration: Option<Arc<dyn Registration>>,
    /// What is registered here; `None` when the bot polls.
    pub(crate) wanted: Option<Wanted>,
}

impl Calls {
    pub(super) fn identify(&self) -> Calling {
        let (http, identify) = (Arc::clone(&self.http), self.identify.clone());
        Box::pin(async move {
            let Some(identify) = identify else { return nobody() };
            heard(ask(&*http, identify.ask(), |answer| identify.read(answer)).await, Input::Known)
        })
    }

    pub(super) fn look(&self) -> Calling {
        let (http, registration) = (Arc::clone(&self.http), self.registration.clone());
        Box::pin(async move {
            let Some(registration) = registration else { return nobody() };
            heard(ask(&*http, registration.view(), |answer| registration.read_view(answer)).await, Input::Seen)
        })
    }

    pub(super) fn set(&self) -> Calling {
        match self.wanted.clone() {
            Some(wanted) => self.change(move |registration, seen| Some(registration.set(&wanted, seen))),
            None => Box::pin(async { nobody() }),
        }
    }

    /// What is pending stays pending.
    pub(super) fn remove(&self) -> Calling {
        self.change(|registration, seen| registration.remove(seen, false))
    }

    /// Removes the registration if it is still ours: somebody may have taken it since it was last looked at.
    pub(super) fn remove_ours(&self) -> Calling {
        let ours = self.wanted.as_ref().map(|wanted| wanted.url.clone());
        self.change(move |registration, seen| (seen.url == ours).then(|| registration.remove(seen, false)).flatten())
    }

    /// Changes what is registered, if there is anything to change. It is looked at each time: an earlier call whose answer
    /// got lost may have been carried out.
    fn change(&self, how: impl FnOnce(&dyn Registration, &Registered) -> Option<Call> + Send + 'static) -> Calling {
        let (http, registration) = (Arc::clone(&self.http), self.registration.clone());
        Box::pin(async move {
            let Some(registration) = registration else { return nobody() };
            let changed = async {
                let seen = ask(&*http, registration.view(), |answer| registration.read_view(answer)).await?;
                match how(&*registration, &seen) {
                    Some(call) => ask(&*http, call, |answer| registration.read_done(answer)).await,
                    None => Ok(()),
                }
            };
            heard(changed.await, |()| Input::Done)
        })
    }
}

fn heard<T>(answer: Result<T, Failure>, as_input: fn(T) -> Input) -> Input {
    answer.map_or_else(Input::Failed, as_input)
}

/// The plan says what the platform can do, so this is asked of nobody.
fn nobody() -> Input {
    Input::Failed(Failure::Fatal("the platform cannot be asked for that".to_owned()))
}
