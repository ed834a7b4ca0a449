import { expect, it } from "vitest";
import { links } from "@/links";
import { reasonOf } from "./reason";

it.each([
  [links.listing("1"), "Sign in to reserve"],
  [links.orders(), "Sign in to see your orders"],
  [`${links.order("1")}?checkout=return`, "Sign in to see your orders"],
  [links.selling(), "Sign in to sell"],
  [links.selling({ status: "on_sale" }), "Sign in to sell"],
  [links.newListing(), "Sign in to sell"],
  [links.browse({ q: "/sell" }), "Sign in"],
  ["/sellers", "Sign in"],
])("on the way to %s it says %j", (back, title) => expect(reasonOf(back).title).toBe(title));
