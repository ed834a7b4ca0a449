"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { useForm } from "react-hook-form";
import type { Answer, Problem } from "@/endpoints/answer";
import type { Credentials, User } from "@/endpoints/sign-up";
import { rememberSession } from "@/endpoints/use-session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { showErrors } from "@/ui/form-errors";
import { useHydrated } from "@/ui/hydrated";
import { Message } from "@/ui/notice";
import type { knownCredentials } from "./credentials";
import { PasswordField } from "./password-field";
import { waitOf } from "./wait";

interface Props {
  /** The page that comes after. */
  back: string;
  schema: typeof knownCredentials;
  /** What password managers are told that the password is. */
  password: "current-password" | "new-password";
  hint?: string;
  action: string;
  send: (credentials: Credentials) => Promise<Answer<User>>;
  /** What is said at the address when another account has it (409). */
  taken?: (email: string) => ReactNode;
}

const names = { email: "The e-mail address", password: "The password" };

/** E-mail address and password, asked for and sent; then the page that the visitor came from. */
export function CredentialsForm({ back, schema, password, hint, action, send, taken }: Props) {
  const router = useRouter();
  const alive = useHydrated();
  const [refusal, setRefusal] = useState<string>();
  // No default values: what the browser has filled in already stays.
  const form = useForm({ resolver: zodResolver(schema) });
  const { register, handleSubmit, setError, setFocus, getValues, formState } = form;
  const { errors, isSubmitting, isSubmitSuccessful } = formState;

  const refuse = (problem: Problem) => {
    if (problem.status === 409 && taken) return setError("email", { type: "taken" }, { shouldFocus: true });
    setRefusal(problem.status === 429 ? waitOf(problem) : showErrors(problem, names, setError));
    if (problem.status === 401) setFocus("password", { shouldSelect: true });
    setError("root", {});
  };
  const submit = handleSubmit(async (credentials) => {
    setRefusal(undefined);
    const answer = await send(credentials);
    if (!answer.ok) return refuse(answer.problem);
    rememberSession(answer.data);
    router.replace(back);
    router.refresh();
  }, () => setRefusal(undefined));

  return (
    <form method="post" noValidate onSubmit={submit} className="grid gap-5">
      <TextField
        label="E-mail address"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={errors.email?.type === "taken" ? taken?.(getValues("email")) : errors.email?.message}
        {...register("email")}
      />
      <PasswordField autoComplete={password} required hint={hint} error={errors.password?.message} {...register("password")} />
      {refusal && <Message tone="bad">{refusal}</Message>}
      <Button type="submit" disabled={!alive} busy={isSubmitting || isSubmitSuccessful}>
        {isSubmitting ? "One moment…" : action}
      </Button>
    </form>
  );
}
