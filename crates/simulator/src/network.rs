//! The whole network: two services, everybody in it, and an end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::Options;
use crate::clock::Clock;
use crate::counter::Counter;
use crate::devman::{self, School};
use crate::facebook::{self, Graph};
use crate::github::{self, Hub};
use crate::server::{Tasks, serve};
use crate::site::Stage;
use crate::switch::Switch;
use crate::telegram::api::Api;
use crate::telegram::bot::Bot;
use crate::telegram::people::{Chat, User};
use crate::telegram::sent::SentStream;
use crate::telegram::service::Service;
use crate::telegram::world::bot_id;

/// A simulated social network. It ends when this is dropped; [`stop`](Self::stop) also waits for the end.
#[derive(Debug)]
pub struct Network {
    service: Arc<Service>,
    graph: Arc<Graph>,
    school: Arc<School>,
    hub: Arc<Hub>,
    api: SocketAddr,
    notifications: SocketAddr,
}

impl Network {
    /// Starts both services.
    pub async fn start(options: Options) -> io::Result<Self> {
        let (api, notifications) = (bind(options.api).await?, bind(options.notifications).await?);
        let (tasks, clock) = (Tasks::new(), Clock::start());
        let addresses = (api.local_addr()?, notifications.local_addr()?);
        let stage = Stage { options: Arc::new(options.clone()), clock, tasks: tasks.clone() };
        let service = Service::new(options, clock, tasks.clone());
        let (graph, school, hub) = (Graph::new(&stage), School::new(&stage), Hub::new(&stage));
        let switch = Switch {
            telegram: Arc::new(Api(Arc::clone(&service))),
            facebook: Arc::clone(&graph),
            devman: Arc::clone(&school),
            github: Arc::clone(&hub),
        };
        tasks.spawn(serve(api, tasks.clone(), Arc::new(switch)));
        tasks.spawn(serve(notifications, tasks.clone(), Arc::new(Counter(Arc::clone(&service)))));
        Ok(Self { service, graph, school, hub, api: addresses.0, notifications: addresses.1 })
    }

    /// Where bots call methods, without a slash at the end: what stands in place of `https://api.telegram.org`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.api)
    }

    /// Where the notification service shows `GET /status` and takes `POST /say` and `POST /press`.
    pub fn notifications_url(&self) -> String {
        format!("http://{}", self.notifications)
    }

    /// The time since the network was started, as it stands in logs and ledgers.
    pub fn now(&self) -> Duration {
        self.service.clock.now()
    }

    /// The bot with this token, new if need be. `None`: no token looks like this (`digits:letters`), or another bot
    /// has these digits.
    pub fn bot(&self, token: &str) -> Option<Bot> {
        let bot = Bot::new(&self.service, bot_id(token)?, token);
        let same = self.service.world().seat(bot.id()).is_some_and(|seat| seat.token.reveal() == token);
        same.then_some(bot)
    }

    /// The user of this name, new if need be.
    pub fn user(&self, name: &str) -> User {
        User::new(&self.service, name)
    }

    /// The group of this name, new if need be.
    pub fn group(&self, title: &str) -> Chat {
        Chat::group(&self.service, title)
    }

    /// The app of Meta's that has this secret, new if need be.
    pub fn app(&self, secret: &str) -> facebook::App {
        self.graph.app(secret)
    }

    /// Somebody who writes to pages.
    pub fn person(&self, name: &str) -> facebook::Person {
        facebook::Person::new(name)
    }

    /// The student of Devman's who has this token, new if need be.
    pub fn student(&self, token: &str) -> devman::Student {
        self.school.student(token)
    }

    /// The repository of this name on GitHub, new if need be.
    pub fn repo(&self, owner: &str, name: &str) -> github::Repo {
        self.hub.repo(owner, name)
    }

    /// The account on GitHub that this token belongs to, new if need be: then it gets this login.
    pub fn account(&self, token: &str, login: &str) -> github::Account {
        self.hub.account(token, login)
    }

    /// Somebody who works on repositories.
    pub fn developer(&self, login: &str) -> github::Developer {
        github::Developer::new(login)
    }

    /// All that accounts write on GitHub by its API from now on.
    pub fn sent_on_github(&self) -> SentStream<github::Sent> {
        self.hub.listen()
    }

    /// All that pages send to people from now on.
    pub fn sent_by_pages(&self) -> SentStream<facebook::Sent> {
        self.graph.listen()
    }

    /// All that bots show to users from now on.
    pub fn sent(&self) -> SentStream {
        self.service.listen()
    }

    /// Serves until `shutdown` ends, then ends everything.
    pub async fn serve_until(self, shutdown: impl Future) {
        shutdown.await;
        self.stop().await;
    }

    /// Ends every task and connection, and waits until they have ended.
    pub async fn stop(self) {
        self.service.tasks.end().await;
    }
}

/// An address that is taken is named: a network has two.
async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| io::Error::new(error.kind(), format!("cannot listen at {address}: {error}")))
}

impl Drop for Network {
    fn drop(&mut self) {
        self.service.tasks.stop.cancel();
    }
}
