"use client";

import { Field } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";
import { inputClass } from "./input-class";

interface Props {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value. */
  error?: ReactNode;
  optional?: boolean;
}

/** A labelled input with its hint and its error, bound together for assistive technology. A button may stand at its end. */
export function TextField({ label, hint, error, optional, end, ...input }: Props & { end?: ReactNode } & ComponentProps<"input">) {
  return (
    <Labelled {...{ label, hint, error, optional }}>
      <div className="relative">
        <Field.Control {...input} className={classNames(inputClass, end !== undefined && "pe-20")} />
        {end && <div className="absolute inset-y-0 end-0 flex">{end}</div>}
      </div>
    </Labelled>
  );
}

/** The same for text of several lines. */
export function TextAreaField({ label, hint, error, optional, ...area }: Props & ComponentProps<"textarea">) {
  return (
    <Labelled {...{ label, hint, error, optional }}>
      <Field.Control render={<textarea {...area} className={inputClass} />} />
    </Labelled>
  );
}

/** The same for one of several options. */
export function SelectField({ label, hint, error, optional, ...select }: Props & ComponentProps<"select">) {
  return (
    <Labelled {...{ label, hint, error, optional }}>
      <Field.Control render={<select {...select} className={inputClass} />} />
    </Labelled>
  );
}

function Labelled({ label, hint, error, optional, children }: Props & { children: ReactNode }) {
  return (
    <Field.Root invalid={Boolean(error)} className="grid min-w-0 grid-cols-1 content-start gap-1">
      <Field.Label className="font-semibold">
        {label}
        {optional && <span className="font-normal text-muted"> (optional)</span>}
      </Field.Label>
      {children}
      {hint && <Field.Description className="text-sm text-muted">{hint}</Field.Description>}
      <Field.Error match={Boolean(error)} className="text-sm font-semibold text-on-bad">
        {error}
      </Field.Error>
    </Field.Root>
  );
}
