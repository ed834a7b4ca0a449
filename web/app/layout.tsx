import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Account } from "@/features/account/account";
import { localeOf } from "@/format/locale";
import { LocaleProvider } from "@/ui/locale";
import { SiteHeader } from "@/ui/site-header";
import "./theme.css";

const description = "Find a ticket, hold it for a quarter of an hour, and pay. Nothing is sold twice, and nothing is charged that you don’t get.";

/** What every page says of itself elsewhere, until it says better. */
export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(process.env.SITE_URL || "http://localhost:3000"),
    title: { default: "pass: tickets that are really there", template: "%s · pass" },
    description,
    openGraph: { siteName: "pass", type: "website", title: "pass: tickets that are really there", description },
    twitter: { card: "summary" },
  };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fffdfa" },
    { media: "(prefers-color-scheme: dark)", color: "#211a2a" },
  ],
};

// Every page carries the nonce of its content security policy.
export const dynamic = "force-dynamic";

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = localeOf((await headers()).get("accept-language"));
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col">
        <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-surface focus:p-4">
          Skip to content
        </a>
        <LocaleProvider locale={locale}>
          <SiteHeader account={<Account />} />
          <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 outline-none sm:py-12 print:p-0">
            {children}
          </main>
        </LocaleProvider>
        <footer className="border-t border-line px-4 py-6 text-center text-sm text-muted print:hidden">
          Reserved tickets are yours for a quarter of an hour. Nothing is sold twice.
        </footer>
      </body>
    </html>
  );
}
