// Signs standard input as GitHub would: `node sign.mjs SECRET` says what stands in X-Hub-Signature-256.
import { text } from "node:stream/consumers";
import { Webhooks } from "@octokit/webhooks";

const webhooks = new Webhooks({ secret: process.argv[2] });
console.log(await webhooks.sign(await text(process.stdin)));
