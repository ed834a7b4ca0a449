import type { NextConfig } from "next";

const here = import.meta.dirname;

/** The server in server/ runs Next.js inside itself, so Next only needs to build. */
const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: here,
  turbopack: { root: here },
  poweredByHeader: false,
  images: { unoptimized: true },
  // Titles and previews belong in the head for all: the same page is given to browsers and to those who only read links.
  htmlLimitedBots: /.*/,
};

export default config;
