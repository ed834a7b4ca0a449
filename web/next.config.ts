import type { NextConfig } from "next";
import { buildId } from "./scripts/build-id.mjs";

const here = import.meta.dirname;

/** The server in server/ runs Next.js inside itself, so Next only needs to build. */
const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: here,
  turbopack: { root: here },
  poweredByHeader: false,
  images: { unoptimized: true },
  generateBuildId: () => buildId(here),
  // Not used, since images stay as they are: native code for one architecture, and a table of fonts.
  outputFileTracingExcludes: { "*": ["node_modules/@img/**", "node_modules/sharp/**", "**/capsize-font-metrics.json"] },
  // Titles and previews belong in the head for all: the same page is given to browsers and to those who only read links.
  htmlLimitedBots: /.*/,
};

export default config;
