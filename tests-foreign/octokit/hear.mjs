// A webhook by octokit: `node hear.mjs SECRET`.
//
// It says `ready PORT` once it listens, then a line of JSON for each event that it has verified and read, and ends when
// its standard input does.
import { createServer } from "node:http";
import { Webhooks, createNodeMiddleware } from "@octokit/webhooks";

const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };
const webhooks = new Webhooks({ secret: process.argv[2], log });

webhooks.onAny(({ id, name, payload }) => {
  const text = payload.comment?.body ?? payload.issue?.title ?? payload.pull_request?.title ?? payload.zen ?? "";
  console.log(JSON.stringify({ id, name, action: payload.action ?? "", text, sender: payload.sender.login }));
});
// What it refuses is told by the status of its answer.
webhooks.onError(silent);

const server = createServer(createNodeMiddleware(webhooks, { path: "/hook", log }));
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
