/** What the process reads from its environment, checked once at the start. */
export interface Settings {
  /** Address to listen on; 0.0.0.0 in a container. */
  readonly host: string;
  /** Port to listen on; 0 picks a free one. */
  readonly port: number;
  /** Base address of this app's own sidecar. */
  readonly sidecar: string;
  /** Token that the sidecar asks of its app, if it asks for one. */
  readonly sidecarToken: string | undefined;
  /** How many reverse proxies in front are trusted to name the client. */
  readonly trustedProxies: number;
  /** Seconds for which public pages are kept; 0 renders each for itself. */
  readonly pageCacheSeconds: number;
  /** Seconds for which it serves on after a signal, while whoever asks /readyz sends others elsewhere. */
  readonly drainSeconds: number;
  /** The origin under which people know the site, for absolute links. */
  readonly siteUrl: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings; throws one error that names every mistake. */
export function readSettings(env: Environment): Settings {
  const mistakes: string[] = [];
  const number = (names: string[], fallback: number, max: number): number => {
    const name = names.find((candidate) => env[candidate]);
    if (!name) return fallback;
    const value = env[name] ?? "";
    if (/^\d{1,5}$/.test(value) && Number(value) <= max) return Number(value);
    mistakes.push(`${name} must be a whole number from 0 to ${max}, not "${value}"`);
    return fallback;
  };
  const origin = (name: string, fallback: string): string => {
    const value = env[name] || fallback;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
    mistakes.push(`${name} must be an origin such as https://pass.example, not "${value}"`);
    return fallback;
  };
  const settings: Settings = {
    // Not HOSTNAME: shells and container runtimes set that to the machine's name.
    host: env.HOST || "127.0.0.1",
    port: number(["APP_PORT", "PORT"], 3000, 65535),
    sidecar: `http://127.0.0.1:${number(["DAPR_HTTP_PORT"], 3500, 65535)}`,
    sidecarToken: env.DAPR_API_TOKEN || undefined,
    trustedProxies: number(["TRUSTED_PROXIES"], 0, 10),
    pageCacheSeconds: number(["PAGE_CACHE_SECONDS"], 1, 60),
    drainSeconds: number(["DRAIN_SECONDS"], 0, 600),
    siteUrl: origin("SITE_URL", "http://localhost:3000"),
  };
  if (mistakes.length > 0) throw new Error(mistakes.join("; "));
  return settings;
}
