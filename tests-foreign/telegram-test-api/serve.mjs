// A Telegram by the package telegram-test-api: `node serve.mjs TOKEN`.
//
// It says what happens by lines. First `{"at": [URL, URL]}`: of the package as it is, and of the same with what no bot can
// start without mended in front of it; then `{"said": …}` when the user has said something, `{"hook": …}` when a webhook is
// set, `{"text": …}` when the bot has spoken. A line of its standard input is what the user says, a list of texts: all at
// once, or one by one where the first is "one by one". It ends when its standard input does.
import { createServer } from "node:http";
import { text as whole } from "node:stream/consumers";
import { createInterface } from "node:readline";
import TelegramServer from "telegram-test-api";

const [token] = process.argv.slice(2);
const tell = (what) => console.log(JSON.stringify(what));
const listens = (server) => new Promise((on) => server.listen(0, "127.0.0.1", () => on(server.address().port)));
const post = (url, body, headers) =>
  fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

// The package takes 0 for its usual port.
const finder = createServer();
const port = await listens(finder);
await new Promise((closed) => finder.close(closed));
const telegram = new TelegramServer({ host: "127.0.0.1", port });
await telegram.start();
telegram.on("AddedUserMessage", () => tell({ said: true }));
telegram.on("AddedBotMessage", () => tell({ text: telegram.storage.botMessages.at(-1).message.text }));

let hook;
const mended = {
  getWebhookInfo: () => ({ url: hook?.url ?? "", has_custom_certificate: false, pending_update_count: 0 }),
  setWebhook: (wanted) => {
    hook = wanted;
    telegram.setWebhook({ url: `${front}/push` }, token);
    tell({ hook: hook.url });
    return true;
  },
};

async function answer(url, body) {
  if (url === "/push") return post(hook.url, body, { "x-telegram-bot-api-secret-token": hook.secret_token });
  const mend = mended[url.split("/").at(-1)];
  return mend ? Response.json({ ok: true, result: mend(JSON.parse(body)) }) : post(telegram.config.apiURL + url, body);
}

const server = createServer(async (asked, out) => {
  const answered = await answer(asked.url, await whole(asked));
  out.writeHead(answered.status, { "content-type": "application/json" }).end(await answered.text());
});
const front = `http://127.0.0.1:${await listens(server)}`;
tell({ at: [telegram.config.apiURL, front] });

const client = telegram.getClient(token);
const says = (text) => telegram.addUserMessage(client.makeMessage(text));
for await (const line of createInterface({ input: process.stdin })) {
  const [how, ...texts] = JSON.parse(line);
  if (how === "one by one") for (const text of texts) await says(text);
  else await Promise.all([how, ...texts].map(says));
}
process.exit(0);
