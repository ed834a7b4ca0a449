type Fields = Readonly<Record<string, string | number | undefined>>;

/** Writes one line of JSON, in the shape that the Go services log in. */
export function log(level: "INFO" | "WARN" | "ERROR", msg: string, fields: Fields = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, msg, ...fields })}\n`);
}
