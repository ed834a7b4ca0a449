// Completes Next's standalone output: it leaves out the static files, and its
// own server.js, which the bundle of server/main.ts replaces.
import { cp, rm, stat } from "node:fs/promises";

const standalone = ".next/standalone";

await rm(`${standalone}/server.js`);
await rm(`${standalone}/.next/static`, { recursive: true, force: true });
await cp(".next/static", `${standalone}/.next/static`, { recursive: true });
if (await stat("public").catch(() => undefined)) {
  await cp("public", `${standalone}/public`, { recursive: true });
}
