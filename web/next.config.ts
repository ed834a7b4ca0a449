import type { NextConfig } from "next";

const here = import.meta.dirname;

/** The server in server/ runs Next.js inside itself, so Next only needs to build. */
const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: here,
  turbopack: { root: here },
  poweredByHeader: false,
  images: { unoptimized: true },
};

export default config;
