"use client";

import { useEffect, useRef } from "react";
import { links, type Search } from "@/links";
import { buttonClass } from "@/ui/button";
import { inputClass } from "@/ui/input-class";
import { Select } from "@/ui/select";
import { useNavigation } from "./navigation";
import { useTypedSearch } from "./use-typed-search";

const sorts = [
  { value: "newest", name: "Newest first" },
  { value: "soonest", name: "Soonest first" },
  { value: "price", name: "Cheapest first" },
  { value: "-price", name: "Dearest first" },
] as const;

/** Searches as one types and sorts as one chooses; without JavaScript, a form. */
export function SearchForm({ search }: { search: Search }) {
  const { go, pending } = useNavigation();
  const { q = "", status, sort = "newest" } = search;
  const { field, typed, submit } = useTypedSearch(q, pending, (next) => {
    // However long one types, Back leaves the search in one step.
    go(links.browse({ q: next, status, sort: search.sort }), { replace: q !== "" });
  });
  const choice = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    // Back changes what is chosen, too.
    if (choice.current) choice.current.value = sort;
  }, [sort]);
  const sortBy = (value: string) => {
    const next = sorts.find((known) => known.value === value)?.value;
    go(links.browse({ q: field.current?.value.trim() || undefined, status, sort: next === "newest" ? undefined : next }));
  };
  return (
    <form
      role="search"
      action={links.browse()}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="grid gap-3 sm:flex"
    >
      <label className="relative block flex-1">
        <span className="sr-only">Search listings</span>
        <Glass />
        <input
          ref={field}
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          onChange={typed}
          autoComplete="off"
          enterKeyHint="search"
          placeholder="Title, venue or a word of the description"
          className={`${inputClass} min-h-12 ps-11`}
        />
      </label>
      <label>
        <span className="sr-only">Sort</span>
        <Select ref={choice} name="sort" defaultValue={sort} onChange={(event) => sortBy(event.target.value)} className="[&>select]:min-h-12">
          {sorts.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      </label>
      {status && <input type="hidden" name="status" value={status} />}
      <button type="submit" className={buttonClass("primary", "js:hidden")}>
        Search
      </button>
    </form>
  );
}

function Glass() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="pointer-events-none absolute start-3.5 top-1/2 size-5 -translate-y-1/2 text-muted">
      <path d="M13 13l4.5 4.5M14.5 8.5a6 6 0 1 1-12 0 6 6 0 0 1 12 0z" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
