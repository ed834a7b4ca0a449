/** Why a request was refused or not answered (RFC 9457). Status 0: nobody answered. */
export interface Problem {
  readonly status: number;
  /** A sentence for people. */
  readonly detail: string;
  /** Every bad field of an invalid input. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** How many seconds to wait before the next try, when the server says. */
  readonly retryAfter?: number | undefined;
}

/** What came of asking a service: data, or why there is none. */
export type Answer<T> = Success<T> | Failure;

export interface Success<T> {
  readonly ok: true;
  readonly data: T;
  /** The server's time at the answer, in ms since 1970, as exact as a Date header: rounded down to the second. */
  readonly serverTime: number | undefined;
}

export interface Failure {
  readonly ok: false;
  readonly problem: Problem;
}

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Turns what a typed request came to into an answer; never throws. */
export async function answerOf<T>(request: Promise<Fetched<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await request;
    if (!response.ok) return { ok: false, problem: { ...problemOf(response.status, error), retryAfter: Number(response.headers.get("retry-after")) || undefined } };
    return { ok: true, data: data as T, serverTime: Date.parse(response.headers.get("date") ?? "") || undefined };
  } catch {
    return { ok: false, problem: problemOf(0, undefined) };
  }
}

const details: Readonly<Record<number, string>> = {
  0: "The site can’t be reached. Check your connection and try again.",
  401: "You are not signed in, or your session has ended.",
  404: "There is no such thing.",
  429: "Too many tries. Wait a minute and try again.",
  503: "The service is not available just now. Try again in a moment.",
};

function problemOf(status: number, body: unknown): Problem {
  const { detail, errors } = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  return {
    status,
    // What is wrong with the request, the service says best; when it is at fault itself, it speaks to programs.
    detail: typeof detail === "string" && detail && status < 500 ? detail : (details[status] ?? "Something went wrong. Try again in a moment."),
    errors: Array.isArray(errors) ? errors : [],
  };
}
