// Completes Next's standalone output: it leaves out the static files, and its
// own server.js, which the bundle of server/main.ts replaces.
import { cp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const standalone = ".next/standalone";

await rm(`${standalone}/server.js`);
await rm(`${standalone}/.next/static`, { recursive: true, force: true });
await cp(".next/static", `${standalone}/.next/static`, { recursive: true });
await compressAll(`${standalone}/.next/static`);
if (await stat("public").catch(() => undefined)) {
  await cp("public", `${standalone}/public`, { recursive: true });
}

// Once, and as small as it gets, in place of once for each visitor.
async function compressAll(dir) {
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(?:css|html|js|json|map|svg|txt|wasm|xml)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    await keep(`${file}.br`, brotliCompressSync(bytes), bytes); // quality 11 is the default
    await keep(`${file}.gz`, gzipSync(bytes, { level: 9 }), bytes);
  }
}

async function keep(file, compressed, original) {
  if (compressed.length < original.length) await writeFile(file, compressed);
}
