// An echo bot by grammY, by either door: `node echo.mjs poll|hook API_URL TOKEN`.
//
// It says "ready" on a line of its own once it listens, and ends when its standard input does.
import { createServer } from "node:http";
import { Bot, webhookCallback } from "grammy";

const [door, apiRoot, token] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot } });

bot.on("message:text", (context) => context.reply(context.message.text));
bot.catch((error) => {
  console.error(error);
  process.exit(1);
});

async function poll() {
  await bot.init();
  bot.start({ onStart: () => console.log("ready") });
  return () => bot.stop();
}

async function hook() {
  const secretToken = "a-secret";
  const server = createServer(webhookCallback(bot, "http", { secretToken }));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}/`;
  await bot.api.setWebhook(url, { secret_token: secretToken });
  console.log("ready");
  return () => server.close();
}

const stop = await (door === "hook" ? hook() : poll());
process.stdin.resume();
process.stdin.on("end", async () => {
  await stop();
  process.exit(0);
});
