import Link from "next/link";
import type { Ticket } from "@/endpoints/list-tickets";
import { links } from "@/links";
import { classNames } from "@/ui/class-names";
import { statuses, wordOf } from "./status-badge";

/** Which of the listings to show. */
export function Filters({ status }: { status: Ticket["status"] | undefined }) {
  return (
    <nav aria-label="Which listings" className="flex flex-wrap gap-2">
      {[undefined, ...statuses].map((choice) => (
        <Link
          key={choice ?? "all"}
          href={links.selling(choice ? { status: choice } : {})}
          prefetch={false}
          aria-current={choice === status ? "true" : undefined}
          className={classNames(
            "inline-flex min-h-11 items-center rounded-full border px-4 text-sm no-underline",
            choice === status ? "border-ink bg-ink font-semibold text-paper forced-color-adjust-none" : "border-line bg-surface text-muted hover:border-ink hover:text-ink",
          )}
        >
          {choice ? wordOf(choice) : "All"}
        </Link>
      ))}
    </nav>
  );
}
