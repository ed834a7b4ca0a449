import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { inputClass } from "./input-class";

/** The browser's own choice of one from a list. Its label is up to the one who uses it. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return (
    <span className={classNames("relative block", className)}>
      <select {...props} className={classNames(inputClass, "appearance-none pe-9")} />
      <svg viewBox="0 0 12 12" aria-hidden="true" className="pointer-events-none absolute end-3 top-1/2 size-3 -translate-y-1/2">
        <path d="M2 4l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </span>
  );
}
