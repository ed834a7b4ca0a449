"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { links } from "@/links";
import { classNames } from "./class-names";
import { Mark } from "./mark";

const places = [
  { name: "Browse", href: links.browse(), at: /^\/($|tickets\/)/ },
  { name: "Sell", href: links.selling(), at: /^\/(sell|payouts)/ },
  { name: "My orders", href: links.orders(), at: /^\/orders/ },
];

/** The top of every page: the name, the places to go, and the account's corner. */
export function SiteHeader({ account }: { account: ReactNode }) {
  const path = usePathname();
  return (
    <header className="border-b border-line bg-surface print:hidden">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 px-4 sm:flex-nowrap">
        <Link href={links.browse()} prefetch={false} className="flex min-h-16 items-center gap-2 font-display text-2xl font-semibold no-underline">
          <Mark className="size-9" />
          pass
        </Link>
        <nav aria-label="Main" className="order-last -mx-2 flex w-full gap-1 sm:order-none sm:w-auto">
          {places.map(({ name, href, at }) => (
            <Link
              key={name}
              href={href}
              prefetch={false}
              aria-current={at.test(path) ? "page" : undefined}
              className={classNames(
                "flex min-h-11 items-center border-b-[3px] px-2 pt-[3px] no-underline sm:min-h-16",
                at.test(path) ? "border-accent-strong font-semibold" : "border-surface text-muted hover:text-ink",
              )}
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="ms-auto flex min-h-11 items-center">{account}</div>
      </div>
    </header>
  );
}
