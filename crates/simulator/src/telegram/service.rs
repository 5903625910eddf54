//! The world with a lock, a clock and tasks: what the API service and the notification service both work on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, broadcast};

use crate::clock::Clock;
use crate::log::Books;
use crate::server::Tasks;
use crate::telegram::errors::Refusal;
use crate::telegram::methods::{Call, Done};
use crate::telegram::params::Params;
use crate::telegram::push;
use crate::telegram::sent::{Sent, SentStream};
use crate::telegram::world::{Seat, Standing, World, bot_id};
use crate::{Door, Fault, Options};

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Service {
    world: Mutex<World>,
    sent: broadcast::Sender<Sent>,
    pub(crate) tasks: Tasks,
    pub(crate) clock: Clock,
    pub(crate) delay: Duration,
    open: bool,
}

/// What is needed of a bot while the world is not locked.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) id: i64,
    pub(crate) books: Arc<Books>,
    pub(crate) changed: Arc<Notify>,
}

impl Service {
    pub(crate) fn new(options: Options, clock: Clock, tasks: Tasks) -> Arc<Self> {
        let (delay, open) = (options.delay, options.open);
        let (sent, _) = broadcast::channel(options.sent_buffer.max(1));
        Arc::new(Self { world: Mutex::new(World::new(options, clock)), sent, tasks, clock, delay, open })
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at a bot's seat, then lets everybody who waits for a change of it look again.
    pub(crate) fn change<T>(&self, bot: i64, change: impl FnOnce(&mut Seat, Duration) -> T) -> Option<T> {
        let now = self.clock.now();
        let mut world = self.world();
        let seat = world.seat(bot)?;
        let result = change(seat, now);
        seat.changed.notify_waiters();
        Some(result)
    }

    /// Finds a bot, or makes it; pushing begins with it.
    pub(crate) fn bot(self: &Arc<Self>, id: i64, token: &str) {
        if self.world().add_bot(id, token) {
            self.tasks.spawn(push::deliver(Arc::clone(self), id));
        }
    }

    /// The bot of a token, if the API service talks to it.
    pub(crate) fn admit(self: &Arc<Self>, token: &str) -> Result<Place, Refusal> {
        let id = bot_id(token).ok_or_else(|| Refusal::new(401, "Unauthorized: invalid token specified"))?;
        if self.open {
            self.bot(id, token);
        }
        let mut world = self.world();
        let seat = world.seat(id).filter(|seat| seat.token.reveal() == token);
        let seat = seat.ok_or_else(|| Refusal::new(401, "Unauthorized"))?;
        match seat.standing {
            Standing::Good => Ok(Place::of(seat)),
            Standing::Revoked => Err(Refusal::new(401, "Unauthorized")),
            Standing::Misdirected => Err(Refusal::new(421, "Misdirected Request: unallowed token specified")),
            Standing::LoggedOut => Err(Refusal::bad("Logged out")),
            Standing::Restarting => Err(Refusal::new(500, "Internal Server Error: restart")),
        }
    }

    pub(crate) fn place(&self, bot: i64) -> Option<Place> {
        self.world().seat(bot).map(|seat| Place::of(seat))
    }

    pub(crate) fn draw(&self, bot: i64, door: Door) -> Option<Fault> {
        self.world().seat(bot)?.mischief.draw(door)
    }

    /// Carries out a call; users see what it shows before the caller has its answer.
    pub(crate) fn call(&self, bot: i64, method: &str, params: &Params, inline: bool) -> Result<Done, Refusal> {
        let now = self.clock.now();
        let mut world = self.world();
        let mut done = Call { world: &mut world, bot, method, params, now, inline }.run()?;
        if let Some(sent) = done.sent.take() {
            // Nobody needs to listen.
            let _ = self.sent.send(sent);
        }
        Ok(done)
    }

    pub(crate) fn listen(&self) -> SentStream {
        SentStream::new(self.sent.subscribe(), self.tasks.stop.clone())
    }

    /// Takes the simulated distance, once.
    pub(crate) async fn travel(&self) {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
    }
}

impl Place {
    fn of(seat: &Seat) -> Self {
        Self { id: seat.id, books: Arc::clone(&seat.books), changed: Arc::clone(&seat.changed) }
    }
}
