//! A network with one bot and one user in a private chat.

use pollhook_simulator::{Bot, Chat, Network, Options, User};
use serde_json::{Value, json};

use super::{Answer, call};

pub const TOKEN: &str = "7:secret";

pub struct Scene {
    pub network: Network,
    pub bot: Bot,
    pub anna: User,
    pub chat: Chat,
}

impl Scene {
    pub async fn new(options: Options) -> Self {
        let network = Network::start(options).await.unwrap();
        let (bot, anna) = (network.bot(TOKEN).unwrap(), network.user("Anna"));
        let chat = anna.chat();
        chat.add(&bot);
        Self { network, bot, anna, chat }
    }

    /// Anna says these, one after the other.
    pub fn said(&self, texts: &[&str]) {
        for text in texts {
            self.anna.says(&self.chat, text);
        }
    }

    pub async fn call(&self, method: &str, params: Value) -> Answer {
        call(&self.network.api_url(), TOKEN, method, &params).await.unwrap()
    }

    pub async fn set_hook(&self, address: &std::net::SocketAddr) {
        let params = json!({"url": format!("http://{address}/hook?x=1"), "secret_token": "s3cret"});
        assert_eq!(self.call("setWebhook", params).await.description(), "Webhook was set");
    }
}

pub fn ids(answer: &Answer) -> Vec<i64> {
    let json = answer.json();
    json["result"].as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}
