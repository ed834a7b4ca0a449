import { describe, expect, it } from "vitest";
import { orderState } from "./order-state";

describe("an order's state", () => {
  it.each([
    ["created", false, "Waiting for payment"],
    ["awaiting_payment", false, "Waiting for payment"],
    ["awaiting_payment", true, "Confirming payment"],
    ["complete", true, "Paid"],
    ["cancelled", true, "Cancelled"],
  ] as const)("%s, returned from checkout: %j, is %s", (status, returned, label) => {
    const open = status !== "complete" && status !== "cancelled";
    expect(orderState({ status }, returned)).toMatchObject({ label, open, refresh: open && returned });
  });

  it.each([
    ["expired", "hold ran out"],
    ["buyer", "You cancelled"],
    ["payment_failed", "did not go through"],
    [undefined, "was cancelled"],
  ] as const)("cancelled as %s says so, and that nothing was charged", (cancelReason, why) => {
    const { text } = orderState({ status: "cancelled", cancelReason }, false);
    expect(text).toContain(why);
    expect(text).toContain("not been charged");
  });
});
