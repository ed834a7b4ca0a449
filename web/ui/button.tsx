import Link from "next/link";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

type Look = "primary" | "secondary" | "quiet" | "danger";

const base =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-5 py-2 text-center font-semibold no-underline " +
  "transition-colors disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:opacity-60";

const looks: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong forced-color-adjust-none",
  secondary: "border border-edge bg-surface text-ink hover:border-ink",
  quiet: "text-ink hover:bg-gone",
  danger: "border border-on-bad bg-bad text-on-bad hover:brightness-95",
};

/** The classes of a button, for what must look like one. */
export function buttonClass(look: Look = "primary", className?: string): string {
  return classNames(base, looks[look], className);
}

interface Manner {
  look?: Look;
  /** At work: it can't be pressed again, and says so. */
  busy?: boolean;
  /** There is nothing to press it for just now. */
  idle?: boolean;
}

/** A button. While busy or idle it keeps the focus and its width. */
export function Button({ look, busy, idle, className, children, onClick, ...props }: ComponentProps<"button"> & Manner) {
  const off = busy || idle;
  return (
    <button
      type="button"
      {...props}
      aria-busy={busy || undefined}
      aria-disabled={off || undefined}
      onClick={off ? (event) => event.preventDefault() : onClick}
      className={buttonClass(look, className)}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ look, className, ...props }: ComponentProps<typeof Link> & { look?: Look }) {
  return <Link prefetch={false} {...props} className={buttonClass(look, className)} />;
}
