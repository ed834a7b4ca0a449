/** The classes of an input of any kind. */
export const inputClass =
  "min-h-11 w-full rounded-control border border-edge bg-surface px-3 py-2 text-ink placeholder:text-muted " +
  "aria-invalid:border-on-bad aria-invalid:outline-on-bad disabled:opacity-60";
