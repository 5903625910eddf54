//! What handlers say, all the way to a user's screen and back: media, buttons, presses, edits, files.

use pollhook::core::ReplyError;
use pollhook::prelude::*;
use pollhook_simulator::{Chat as Room, Sent as Shown, SentStream, User};

use crate::net::{Net, Running, TOKEN, soon};

const PICTURE: &[u8] = b"\xff\xd8\xff a picture, byte for byte \x00\r\n--";

#[derive(Clone)]
struct Shop {
    picture: std::path::PathBuf,
}

async fn menu(reply: Reply, State(shop): State<Shop>) -> Result<()> {
    reply.typing().await?;
    let menu = Out::text("What would you like?").photo(Media::path(shop.picture));
    let sent =
        reply.send(menu.buttons([[Button::press("Pizza", "buy:pizza"), Button::press("Soup", "buy:soup")]])).await?;
    // What was uploaded once is named from then on.
    reply.send(Out::text("Again").photo(sent.media().expect("Telegram tells a handle"))).await?;
    Ok(())
}

async fn buy(Press(item): Press<String>, reply: Reply) -> Result<()> {
    reply.answer(Notice::alert(format!("Added {item}"))).await?;
    reply.edit(Out::text(format!("One {item} it is.")).row([Button::press("No, none", "drop")])).await?;
    // Nothing is different now, so nothing has to be changed.
    reply.edit(Out::text(format!("One {item} it is.")).row([Button::press("No, none", "drop")])).await?;
    Ok(())
}

async fn drop_it(reply: Reply) -> Result<()> {
    reply.message().expect("a button is below a message").delete().await?;
    Ok(())
}

async fn weigh(message: Message, reply: Reply) -> Result<()> {
    let file = &message.media[0];
    let mut download = reply.download(file, 1 << 20).await?;
    let (size, mut read) = (download.size(), 0);
    while let Some(piece) = download.next().await? {
        read += piece.len();
    }
    let too_large = reply.download(file, 3).await.map(drop).unwrap_err();
    reply.react("👀").await?;
    reply.text(format!("{read} of {size:?} bytes; {too_large}")).await?;
    Ok(())
}

async fn lose(reply: Reply) -> Result<()> {
    let lost = reply.send(Out::text("Here:").document(Media::path("nowhere/list.pdf"))).await.unwrap_err();
    assert!(matches!(lost, ReplyError::Unreadable(_)), "{lost:?}");
    reply.text(format!("{lost}")).await?;
    Ok(())
}

async fn recite(reply: Reply) -> Result<()> {
    let poem = "all work and no play\n".repeat(300);
    let refused = reply.text(poem.clone()).await.unwrap_err();
    let sent = reply.send(Out::text(poem).split()).await?;
    reply.text(format!("{} messages, for {refused}", sent.messages().len())).await?;
    Ok(())
}

struct Scene {
    net: Net,
    bot: Running,
    anna: User,
    room: Room,
    sent: SentStream,
}

impl Scene {
    async fn begin() -> Self {
        let net = Net::start().await;
        let picture = net.folder.path().join("menu.jpg");
        std::fs::write(&picture, PICTURE).unwrap();
        let app = App::with_state(Shop { picture })
            .on(press("buy:{item}"), route(buy).answer_later())
            .on(press("drop"), drop_it)
            .on(text_is("menu"), menu)
            .on(text_is("list"), lose)
            .on(text_is("poem"), recite)
            .on(media(), weigh);
        let bot = net.run(&net.config("polling", ""), app).await.up().await;
        let (anna, sent) = (net.network.user("Anna"), net.network.sent());
        let room = anna.chat();
        room.add(&net.bot);
        Self { net, bot, anna, room, sent }
    }

    async fn next(&mut self) -> Shown {
        soon(self.sent.next()).await.unwrap()
    }

    async fn next_is(&mut self, method: &str) -> Shown {
        let sent = self.next().await;
        assert_eq!(sent.method, method, "{sent:?}");
        sent
    }

    async fn end(self) {
        soon(self.bot.stop()).await.unwrap();
        assert_eq!(self.net.file("dead-letters.jsonl"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_is_shown_pressed_changed_and_taken_back() {
    let mut scene = Scene::begin().await;
    scene.anna.says(&scene.room, "menu");
    scene.next_is("sendchataction").await;
    let menu = scene.next_is("sendphoto").await;
    assert_eq!(menu.text.as_deref(), Some("What would you like?"));
    let again = scene.next_is("sendphoto").await;
    assert!(again.params["photo"].is_string(), "named, not uploaded: {:?}", again.params);

    scene.anna.presses(&scene.room, "Pizza").unwrap();
    let alert = scene.next_is("answercallbackquery").await;
    assert_eq!((alert.text.as_deref(), &alert.params["show_alert"]), (Some("Added pizza"), &true.into()));
    let changed = scene.next_is("editmessagecaption").await;
    assert_eq!((changed.message, changed.text.as_deref()), (menu.message, Some("One pizza it is.")));

    scene.anna.presses(&scene.room, "No, none").unwrap();
    let (answer, deleted) = (scene.next().await, scene.next().await);
    let mut methods = [answer.method.as_str(), deleted.method.as_str()];
    methods.sort_unstable();
    assert_eq!(methods, ["answercallbackquery", "deletemessage"], "the framework answers while the handler runs");
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_piece_by_piece_up_to_its_cap() {
    let mut scene = Scene::begin().await;
    scene.anna.sends_document(&scene.room, "list.pdf", PICTURE);
    scene.next_is("setmessagereaction").await;
    let told = scene.next_is("sendmessage").await.text.unwrap();
    assert!(!told.contains(TOKEN) && !told.contains("http"), "where it is fetched from holds the token: {told}");
    let (length, cap) = (PICTURE.len(), "the answer is longer than 3 bytes");
    assert_eq!(told, format!("{length} of Some({length}) bytes; {cap}"));
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_told_before_anything_is() {
    let mut scene = Scene::begin().await;
    scene.anna.says(&scene.room, "list");
    let told = scene.next_is("sendmessage").await.text.unwrap();
    assert!(told.starts_with("nowhere/list.pdf: this file cannot be read: "), "{told}");
    scene.anna.says(&scene.room, "poem");
    let (first, second) = (scene.next_is("sendmessage").await, scene.next_is("sendmessage").await);
    let length = |sent: &Shown| sent.text.as_ref().unwrap().len();
    assert!(length(&first) > 2000 && length(&first) <= 4096 && length(&second) <= 4096);
    assert!(first.text.unwrap().ends_with("no play"), "parted between lines");
    let told = scene.next_is("sendmessage").await.text.unwrap();
    assert!(told.starts_with("2 messages, for a text on Telegram has 4096 characters at most"), "{told}");
    scene.end().await;
}
