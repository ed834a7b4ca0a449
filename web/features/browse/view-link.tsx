"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useNavigation } from "./navigation";

type Props = Omit<ComponentProps<typeof Link>, "href" | "onNavigate"> & {
  href: string;
  /** Called when the page goes there by itself, without being loaded anew. */
  onGo?: () => void;
  /** The id of what takes the focus, when the link will be gone. */
  leavesTo?: string;
};

/** A link to another view of the list, which stays in sight until that one is there. */
export function ViewLink({ href, replace = false, scroll = false, onGo, leavesTo, ...props }: Props) {
  const { go } = useNavigation();
  return (
    <Link
      {...props}
      href={href}
      prefetch={false}
      onNavigate={(event) => {
        event.preventDefault();
        onGo?.();
        if (leavesTo) document.getElementById(leavesTo)?.focus({ preventScroll: true });
        go(href.replace(/#.*/, ""), { replace, scroll });
      }}
    />
  );
}
