"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";
import { Button, buttonClass } from "./button";

interface Props {
  /** The button that opens the dialog. */
  trigger: ReactNode;
  look?: "secondary" | "quiet";
  className?: string | undefined;
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** What is asked for before it does. */
  fields?: ReactNode;
  /** The button that does it. */
  action: ReactNode;
  /** The button that does not. */
  keep: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
  busy?: boolean;
  /** Why it did not work. */
  error?: string | undefined;
  /** What has the focus afterwards when the trigger is gone; null for the trigger. */
  finalFocus?: () => HTMLElement | null;
}

/** A button whose effect can't be undone: it asks first. */
export function Confirm({ trigger, look = "secondary", className, title, children, fields, action, keep, open, onOpenChange, onConfirm, busy, error, finalFocus }: Props) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Trigger className={buttonClass(look, className)}>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 bg-ink/50 dark:bg-paper/80" />
        <AlertDialog.Popup
          finalFocus={() => finalFocus?.() ?? true}
          className="fixed inset-x-4 top-1/2 mx-auto grid max-h-[calc(100dvh-2rem)] max-w-md -translate-y-1/2 gap-4 overflow-y-auto rounded-card bg-surface p-6 text-ink shadow-raised"
        >
          <AlertDialog.Title className="text-2xl">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted">{children}</AlertDialog.Description>
          {fields}
          {error && (
            <p role="alert" className="rounded-control bg-bad px-4 py-3 text-on-bad">
              {error}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <AlertDialog.Close className={buttonClass("secondary")}>{keep}</AlertDialog.Close>
            <Button look="danger" busy={busy} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
