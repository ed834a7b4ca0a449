"use client";

import { formatTime, type TimeStyle } from "@/format/time";
import { useHydrated } from "./hydrated";
import { useLocale } from "./locale";

interface Props {
  at: string | null | undefined;
  style?: TimeStyle;
  fallback?: string;
  /** Names the time zone also when it is the visitor's own: for what is printed and carried elsewhere. */
  zoned?: boolean;
}

/**
 * A time (RFC 3339) in the visitor's locale and time zone; until the browser
 * tells which that is, in UTC, and saying so. Without a time, the fallback.
 */
export function Moment({ at, style = "full", fallback, zoned = false }: Props) {
  const locale = useLocale();
  const zone = useHydrated() ? (zoned ? ownZone() : undefined) : "UTC";
  const text = formatTime(at, { locale, style, zone });
  if (!at || !text) return fallback ?? "";
  return (
    <time dateTime={at} suppressHydrationWarning>
      {text}
    </time>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
