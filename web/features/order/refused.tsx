import type { ReactNode } from "react";
import type { Problem } from "@/endpoints/answer";
import { setStatus } from "@/server/status";
import { NotFound } from "@/ui/not-found";
import { SignInFirst } from "@/ui/sign-in-first";

interface Page {
  /** What the visitor wants to see: "your order". */
  readonly what: string;
  /** Its address. */
  readonly at: string;
}

/** Sets the status of a page without data, and gives what stands in its place; undefined while the service is down, for then the page keeps trying. */
export function refused(problem: Pick<Problem, "status">, { what, at }: Page): ReactNode | undefined {
  switch (problem.status) {
    case 401:
      return (
        <SignInFirst title={`Sign in to see ${what}`} back={at}>
          <p>Nothing is lost: what you have reserved and paid belongs to your account, on every device.</p>
        </SignInFirst>
      );
    case 403:
      setStatus(403);
      return <NotFound />;
    case 400:
    case 404:
      setStatus(404);
      return <NotFound />;
    default:
      setStatus(503);
      return undefined;
  }
}
