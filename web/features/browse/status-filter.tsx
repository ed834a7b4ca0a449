import { links, type Search } from "@/links";
import { classNames } from "@/ui/class-names";
import { ViewLink } from "./view-link";

const choices = [
  { status: undefined, name: "All" },
  { status: "on_sale", name: "On sale" },
  { status: "reserved", name: "All held" },
  { status: "sold_out", name: "Sold out" },
] as const;

/** Narrows the list to what can be had just now, or can't. */
export function StatusFilter({ search: { q, status, sort } }: { search: Search }) {
  return (
    <nav aria-label="Filter by availability">
      <ul className="flex flex-wrap gap-1.5 sm:gap-2">
        {choices.map(({ status: choice, name }) => (
          <li key={name}>
            <ViewLink
              href={links.browse({ q, status: choice, sort })}
              aria-current={choice === status ? "true" : undefined}
              className={classNames(
                "inline-flex min-h-11 items-center rounded-full border px-3 sm:px-4 no-underline",
                choice === status ? "border-ink bg-ink font-semibold text-paper forced-color-adjust-none" : "border-edge bg-surface hover:border-ink",
              )}
            >
              {name}
            </ViewLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
