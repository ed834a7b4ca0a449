import type { ReactNode } from "react";

/** A message in place of content: why there is none, and what to do. */
export function Notice({ title, alert, children }: { title: string; alert?: boolean; children: ReactNode }) {
  return (
    <section className={alert ? "notice alert" : "notice"} role={alert ? "alert" : "status"}>
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  );
}
