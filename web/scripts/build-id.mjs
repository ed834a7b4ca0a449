// Names a build by its sources: the same sources give the same files, wherever and whenever they are built.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const sources = ["app", "contracts", "endpoints", "features", "format", "scripts", "server", "ui"];
const files = ["links.ts", "next.config.ts", "package-lock.json", "package.json", "postcss.config.mjs", "tsconfig.json"];

/** The hash of all that goes into a build of the web client in the folder top. */
export function buildId(top) {
  const found = sources.flatMap((folder) =>
    readdirSync(path.join(top, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(top, path.join(entry.parentPath, entry.name))),
  );
  const hash = createHash("sha256");
  for (const file of [...found, ...files].sort()) {
    hash.update(`${file}\0`).update(readFileSync(path.join(top, file))).update("\0");
  }
  return hash.digest("hex").slice(0, 20);
}
