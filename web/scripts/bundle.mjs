// Bundles server/main.ts into the one file named on the command line. Next
// itself stays outside: it is found in node_modules at run time.
import { build } from "esbuild";

const outfile = process.argv[2];
if (!outfile) throw new Error("usage: node scripts/bundle.mjs <outfile>");

await build({
  entryPoints: ["server/main.ts"],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  external: ["next"],
  // undici is CommonJS and requires node's modules by name.
  banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
});
