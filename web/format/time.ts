/** Writes a time (RFC 3339) as people of the locale do, in UTC and saying so; undefined when it is none. */
export function formatTime(time: string | null | undefined, locale = "en"): string | undefined {
  const date = new Date(time ?? "");
  if (!time || Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1) return undefined;
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
    timeZoneName: "short",
  }).format(date);
}
