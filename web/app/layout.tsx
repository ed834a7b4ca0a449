import type { Metadata, Viewport } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "pass: tickets that are really there", template: "%s · pass" },
  description: "Find a ticket, hold it, pay for it. Nothing is sold twice.",
};

export const viewport: Viewport = { colorScheme: "light dark" };

// Every page carries the nonce of its own content security policy.
export const dynamic = "force-dynamic";

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#main">
          Skip to content
        </a>
        <header className="bar">
          <Link className="brand" href="/" prefetch={false}>
            <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
              <path d="M4 9h24v4.2a3 3 0 0 0 0 5.6V23H4v-4.2a3 3 0 0 0 0-5.6z" fill="currentColor" />
              <path d="M20 10.5v11" stroke="var(--paper)" strokeWidth="2" strokeDasharray="2 2.5" />
            </svg>
            pass
          </Link>
        </header>
        <main id="main">{children}</main>
      </body>
    </html>
  );
}
