"use client";

import Link from "next/link";
import { useState } from "react";
import { browserApi } from "@/endpoints/browser";
import { intentKeys } from "@/endpoints/intent";
import { signUp } from "@/endpoints/sign-up";
import { links } from "@/links";
import { CredentialsForm } from "./credentials-form";
import { newCredentials } from "./credentials";

/** Makes an account, which signs in, and leads back to where one was. */
export function SignUpForm({ back }: { back: string }) {
  const [keyOf] = useState(intentKeys);
  return (
    <CredentialsForm
      back={back}
      schema={newCredentials}
      password="new-password"
      hint="8 to 128 characters of any kind. A few words make a good one."
      action="Create account"
      send={(credentials) => signUp(browserApi, credentials, keyOf(credentials))}
      taken={(email) => (
        <>
          {email} has an account already.{" "}
          <Link href={links.signIn(back)} prefetch={false} className="link">
            Sign in instead
          </Link>
        </>
      )}
    />
  );
}
