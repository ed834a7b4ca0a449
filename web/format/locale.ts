/** The first language of an Accept-Language header that the runtime can format in; "en" when there is none. */
export function localeOf(acceptLanguage: string | null): string {
  for (const part of (acceptLanguage ?? "").split(",")) {
    const tag = part.split(";")[0]?.trim() ?? "";
    if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(tag)) continue;
    const [supported] = supportedLocales(tag);
    if (supported) return supported;
  }
  return "en";
}

function supportedLocales(tag: string): string[] {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag);
  } catch {
    return [];
  }
}
