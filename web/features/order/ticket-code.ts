/**
 * What the code on a ticket says: `PASS:<order id>/<n>`, where n counts the
 * order's tickets from 1. All capitals, so that a QR code needs few modules.
 */
export function ticketCode(orderId: string, n: number): string {
  return `PASS:${orderId.toUpperCase()}/${n}`;
}

/** The order's id in groups that can be read out: "019A BC0D …". */
export function readableId(orderId: string): string {
  return orderId.replaceAll("-", "").toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
}
