import { idempotencyKey } from "./browser";

/** Makes what gives an Idempotency-Key for a body: the same one for as long as the same body is sent again. */
export function intentKeys(): (body: unknown) => string {
  let last = "";
  let key = "";
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last) [last, key] = [text, idempotencyKey()];
    return key;
  };
}
