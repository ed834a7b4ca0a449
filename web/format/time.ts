/** How much of a time is written: weekday to minute, day and time, or only hours and minutes. */
export type TimeStyle = "full" | "short" | "clock";

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  full: { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  short: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

interface Options {
  readonly locale?: string;
  readonly style?: TimeStyle;
  /** The time zone, which is then named in the text; the machine's own, unnamed, when not given. */
  readonly zone?: string | undefined;
}

/** Writes a time (RFC 3339) as people of the locale do; undefined when it is none. */
export function formatTime(time: string | null | undefined, { locale = "en", style = "full", zone }: Options = {}): string | undefined {
  const date = new Date(time ?? "");
  if (!time || Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1) return undefined;
  const where: Intl.DateTimeFormatOptions = zone ? { timeZone: zone, timeZoneName: "short" } : {};
  return new Intl.DateTimeFormat(locale, { ...styles[style], ...where }).format(date);
}
