import { useEffect, useRef, type RefObject } from "react";
import { tidy } from "./search";

// Milliseconds: longer than between two keys, shorter than one waits for.
const pause = 250;

interface Typed {
  readonly field: RefObject<HTMLInputElement | null>;
  /** Something was typed: it is searched for after a pause. */
  readonly typed: () => void;
  /** Searches at once. */
  readonly submit: () => void;
}

/**
 * Keeps a search field and the address in step: what is typed is searched for,
 * and when the address changes otherwise (Back, a link), the field follows it.
 * The field keeps its own text, so what was typed before the page came alive counts.
 */
export function useTypedSearch(q: string, pending: boolean, search: (q: string) => void): Typed {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ q, search });
  useEffect(() => {
    latest.current = { q, search };
  });

  const stop = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  const submit = () => {
    stop();
    const text = tidy(field.current?.value ?? "");
    if (text !== latest.current.q) latest.current.search(text);
  };
  const typed = () => {
    stop();
    timer.current = setTimeout(submit, pause);
  };
  const back = () => {
    stop();
    follow(field.current, new URLSearchParams(window.location.search).get("q") ?? "");
  };

  // Who follows a link goes there, whatever was typed the moment before.
  const leave = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a[href]")) stop();
  };

  useEffect(() => {
    if (field.current && tidy(field.current.value) !== latest.current.q) typed();
    window.addEventListener("popstate", back);
    window.addEventListener("click", leave, true);
    return () => {
      stop();
      window.removeEventListener("popstate", back);
      window.removeEventListener("click", leave, true);
    };
    // Once: what these functions use, they find through refs.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    // While one types on, or an answer is on its way, the field is ahead of the address.
    if (!pending && timer.current === undefined) follow(field.current, q);
  }, [q, pending]);
  return { field, typed, submit };
}

function follow(field: HTMLInputElement | null, q: string): void {
  if (field && tidy(field.value) !== q) field.value = q;
}
