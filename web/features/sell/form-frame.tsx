import type { ReactNode } from "react";

/** The frame of the pages on which a listing is written. */
export function FormFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-2xl grid-cols-[minmax(0,1fr)] gap-6">
      <div className="grid gap-2">
        <h1>{title}</h1>
        {lead && <p className="text-muted">{lead}</p>}
      </div>
      <noscript>
        <p className="rounded-control bg-wait px-4 py-3 text-on-wait">This needs JavaScript, which is switched off here. Browsing the listings works without.</p>
      </noscript>
      <div className="ticket p-5 sm:p-8">{children}</div>
    </div>
  );
}
