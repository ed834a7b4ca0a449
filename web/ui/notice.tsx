import type { ReactNode } from "react";

interface Props {
  title: string;
  /** It went wrong, and is read out at once. */
  alert?: boolean;
  /** The heading's level: 1 when the notice is all there is. */
  level?: 1 | 2;
  children?: ReactNode;
}

/** A message in place of content: why there is none, and what to do. */
export function Notice({ title, alert, level = 2, children }: Props) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <section className="ticket mx-auto grid w-full max-w-xl justify-items-center gap-3 px-6 py-10 text-center" role={alert ? "alert" : undefined}>
      <Heading className="text-2xl">{title}</Heading>
      <div className="grid justify-items-center gap-4 text-muted">{children}</div>
    </section>
  );
}

/** A short message beside what it is about. */
export function Message({ tone, children }: { tone: "bad" | "wait" | "good"; children: ReactNode }) {
  const colours = { bad: "bg-bad text-on-bad", wait: "bg-wait text-on-wait", good: "bg-good text-on-good" }[tone];
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={`rounded-control px-4 py-3 forced-colors:border ${colours}`}>
      {children}
    </div>
  );
}
