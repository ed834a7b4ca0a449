"use client";

import { formatTime, type TimeStyle } from "@/format/time";
import { useHydrated } from "./hydrated";
import { useLocale } from "./locale";

/**
 * A time (RFC 3339) in the visitor's locale and time zone; until the browser
 * tells which that is, in UTC, and saying so. Without a time, the fallback.
 */
export function Moment({ at, style = "full", fallback }: { at: string | null | undefined; style?: TimeStyle; fallback?: string }) {
  const locale = useLocale();
  const text = formatTime(at, { locale, style, zone: useHydrated() ? undefined : "UTC" });
  if (!at || !text) return fallback ?? "";
  return (
    <time dateTime={at} suppressHydrationWarning>
      {text}
    </time>
  );
}
