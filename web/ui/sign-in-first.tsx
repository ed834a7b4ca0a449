import Link from "next/link";
import type { ReactNode } from "react";
import { links } from "@/links";
import { ButtonLink } from "./button";
import { Notice } from "./notice";

interface Props {
  /** What there is to see: "Sign in to see your orders". */
  title: string;
  /** The page to come back to. */
  back: string;
  children?: ReactNode;
}

/**
 * What stands in place of a page that belongs to somebody, until they say who they are. It is answered with 200: a 401
 * must name a scheme by which browsers ask for a password themselves (RFC 9110 section 15.5.2), and there is none.
 */
export function SignInFirst({ title, back, children }: Props) {
  return (
    <Notice title={title} level={1}>
      {children}
      <ButtonLink href={links.signIn(back)}>Sign in</ButtonLink>
      <p>
        New here?{" "}
        <Link href={links.signUp(back)} prefetch={false} className="link">
          Create an account
        </Link>
      </p>
    </Notice>
  );
}
