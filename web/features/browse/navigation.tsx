"use client";

import { useRouter } from "next/navigation";
import { createContext, useContext, useTransition, type ReactNode } from "react";

interface Navigation {
  /** Goes to another view of the list, while the one before stays in sight. */
  readonly go: (href: string, how?: { replace?: boolean; scroll?: boolean }) => void;
  /** Another view is on its way. */
  readonly pending: boolean;
}

const Context = createContext<Navigation>({ go: () => {}, pending: false });

/** Lets the parts of the list inside move between its views together. */
export function NavigationProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const go: Navigation["go"] = (href, { replace = false, scroll = false } = {}) =>
    start(() => (replace ? router.replace : router.push)(href, { scroll }));
  return <Context value={{ go, pending }}>{children}</Context>;
}

/** How to move between views of the list. */
export function useNavigation(): Navigation {
  return useContext(Context);
}
