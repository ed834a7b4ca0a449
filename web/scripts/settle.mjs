// Makes builds of the same sources equal to the byte: Next writes down the folder it ran in, and keys that it drew.
//
// The keys are for drafts and for what actions on the server close over, which this client has neither of. They would be no
// secret anyway: whoever may fetch an image reads them there.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { buildId } from "./build-id.mjs";

const built = ".next/standalone/.next";
const here = process.cwd();
const id = buildId(here);

const preview = JSON.parse(await readFile(`${built}/server/preview-props.json`, "utf8"));
const { encryptionKey } = JSON.parse(await readFile(`${built}/server/server-reference-manifest.json`, "utf8"));

const keys = new Map(Object.entries(preview).map(([name, key]) => [key, drawn(name).toString("hex").slice(0, key.length)]));
keys.set(encryptionKey, drawn("encryptionKey").toString("base64"));

const drawnIn = [
  "prerender-manifest.json",
  "server/preview-props.json",
  "server/server-reference-manifest.json",
  "server/server-reference-manifest.js",
];
for (const file of drawnIn) {
  let text = await readFile(`${built}/${file}`, "utf8");
  for (const [key, settled] of keys) text = text.replaceAll(key, settled);
  await writeFile(`${built}/${file}`, text);
}

const required = JSON.parse(await readFile(`${built}/required-server-files.json`, "utf8"));
required.appDir = "/app";
required.config.outputFileTracingRoot = "/app";
required.config.turbopack.root = "/app";
if (required.config.repoRoot) required.config.repoRoot = "/app";
await writeFile(`${built}/required-server-files.json`, JSON.stringify(required));

function drawn(name) {
  return createHash("sha256").update(`${name} ${id}`).digest();
}
