/** The mark: a ticket whose stub is about to come off. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <path
        d="M5.5 7h21A2.5 2.5 0 0 1 29 9.5V13a3 3 0 0 0 0 6v3.5a2.5 2.5 0 0 1-2.5 2.5h-21A2.5 2.5 0 0 1 3 22.5V19a3 3 0 0 0 0-6V9.5A2.5 2.5 0 0 1 5.5 7z"
        className="fill-accent"
      />
      <path d="M20 10v12" className="stroke-on-accent" strokeWidth="2" strokeLinecap="round" strokeDasharray="0.1 3.9" />
      <path d="M8.5 16.2l2.8 2.8 5-5.8" className="stroke-on-accent" fill="none" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
