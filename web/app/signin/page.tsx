import type { Metadata } from "next";
import { visitor } from "@/endpoints/visitor";
import { Entrance } from "@/features/account/entrance";
import { Lead } from "@/features/account/lead";
import { reasonOf } from "@/features/account/reason";
import { SignInForm } from "@/features/account/sign-in-form";
import { SignedInNotice } from "@/features/account/signed-in-notice";
import { backFrom, links } from "@/links";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

export default async function SignInPage({ searchParams }: PageProps<"/signin">) {
  const back = backFrom((await searchParams).return);
  const user = await visitor();
  if (user) return <SignedInNotice user={user} back={back} />;
  const { title, next } = reasonOf(back);
  return (
    <Entrance title={title} lead={<Lead next={next} />} other={{ question: "New here?", href: links.signUp(back), name: "Create an account" }}>
      <SignInForm back={back} />
    </Entrance>
  );
}
