"use client";

import { browserApi } from "@/endpoints/browser";
import { signIn } from "@/endpoints/sign-in";
import { CredentialsForm } from "./credentials-form";
import { knownCredentials } from "./credentials";

/** Signs somebody in and leads back to where they were. */
export function SignInForm({ back }: { back: string }) {
  return (
    <CredentialsForm
      back={back}
      schema={knownCredentials}
      password="current-password"
      action="Sign in"
      send={(credentials) => signIn(browserApi, credentials)}
    />
  );
}
