//! Notes why a platform said no.

use std::sync::Arc;

use pollhook_core::{
    Answer, Ask, Call, Cursor, Heard, Identify, Now, Platform, PollProtocol, Registration, ReplyProtocol, Rules, Setup,
    SetupError, View, WebhookProtocol,
};

use super::Seen;

pub(super) struct Noted {
    pub(super) inner: Arc<dyn Platform>,
    pub(super) seen: Seen,
}

impl Platform for Noted {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn rules(&self) -> &Rules {
        self.inner.rules()
    }

    fn kinds(&self) -> &'static [&'static str] {
        self.inner.kinds()
    }

    fn default_api(&self) -> &'static str {
        self.inner.default_api()
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        let noted = |inner| Box::new(NotedPoll { inner, seen: self.seen.clone() }) as Box<dyn PollProtocol>;
        Some(self.inner.poll(setup)?.map(noted))
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        self.inner.webhook(setup)
    }

    fn registration(&self, setup: &Setup) -> Option<Arc<dyn Registration>> {
        self.inner.registration(setup)
    }

    fn identify(&self, setup: &Setup) -> Option<Arc<dyn Identify>> {
        self.inner.identify(setup)
    }

    fn replies(&self, setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        self.inner.replies(setup)
    }

    fn view(&self, setup: &Setup) -> Arc<dyn View> {
        self.inner.view(setup)
    }
}

struct NotedPoll {
    inner: Box<dyn PollProtocol>,
    seen: Seen,
}

impl PollProtocol for NotedPoll {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, now: Now) -> Call {
        self.inner.ask(from, how, now)
    }

    fn confirm(&self, upto: &Cursor) -> Option<Call> {
        self.inner.confirm(upto)
    }

    fn hear(&mut self, answer: &Answer, now: Now) -> Heard {
        let heard = self.inner.hear(answer, now);
        if let Heard::Failed(failure) = &heard {
            self.seen.failure(failure);
        }
        heard
    }
}
