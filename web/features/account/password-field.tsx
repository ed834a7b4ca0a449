"use client";

import { useState, type ComponentProps } from "react";
import { TextField } from "@/ui/field";

/** A password that can be shown while it is typed. */
export function PasswordField(props: Omit<ComponentProps<typeof TextField>, "type" | "end" | "label">) {
  const [shown, setShown] = useState(false);
  const toggle = (
    <button type="button" onClick={() => setShown(!shown)} className="hidden rounded-control px-4 js:block text-sm font-semibold underline underline-offset-2">
      {shown ? "Hide" : "Show"}
      <span className="sr-only"> password</span>
    </button>
  );
  return <TextField {...props} label="Password" type={shown ? "text" : "password"} autoCapitalize="none" spellCheck={false} end={toggle} />;
}
