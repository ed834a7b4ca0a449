"use client";

import { createContext, useContext, type ReactNode } from "react";

const Locale = createContext("en");

/** Tells the components inside in which locale the server wrote the page. */
export function LocaleProvider({ locale, children }: { locale: string; children: ReactNode }) {
  return <Locale value={locale}>{children}</Locale>;
}

/** The visitor's locale, the same on the server and in the browser. */
export function useLocale(): string {
  return useContext(Locale);
}
