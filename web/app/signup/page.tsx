import type { Metadata } from "next";
import { visitor } from "@/endpoints/visitor";
import { Entrance } from "@/features/account/entrance";
import { reasonOf } from "@/features/account/reason";
import { SignUpForm } from "@/features/account/sign-up-form";
import { SignedInNotice } from "@/features/account/signed-in-notice";
import { backFrom, links } from "@/links";

export const metadata: Metadata = { title: "Create an account", robots: { index: false } };

export default async function SignUpPage({ searchParams }: PageProps<"/signup">) {
  const back = backFrom((await searchParams).return);
  const user = await visitor();
  if (user) return <SignedInNotice user={user} back={back} />;
  return (
    <Entrance
      title="Create an account"
      lead={`An e-mail address and a password are enough. ${reasonOf(back).next}`}
      other={{ question: "Have an account?", href: links.signIn(back), name: "Sign in" }}
    >
      <SignUpForm back={back} />
    </Entrance>
  );
}
