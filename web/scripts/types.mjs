// Writes contracts/api/*.ts, the types of the HTTP API, from the services'
// OpenAPI files; with --check it only says which of them are out of date.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const check = process.argv.includes("--check");
const stale = [];

for (const service of ["auth", "tickets", "orders", "payments"]) {
  const source = new URL(`../../services/${service}/openapi.yaml`, import.meta.url);
  const target = new URL(`../contracts/api/${service}.ts`, import.meta.url);
  const types = astToString(await openapiTS(source, { defaultNonNullable: false }));
  const text = `// Generated from services/${service}/openapi.yaml by \`npm run types\`.\n\n${types}`;
  if (!check) await writeFile(target, text);
  else if (text !== (await readFile(target, "utf8").catch(() => ""))) stale.push(service);
}

if (stale.length > 0) {
  process.stderr.write(`contracts/api is out of date (${stale.join(", ")}): run \`npm run types\` in web/\n`);
  process.exit(1);
}
