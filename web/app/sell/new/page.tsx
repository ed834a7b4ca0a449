import type { Metadata } from "next";
import { visitor } from "@/endpoints/visitor";
import { SignedIn } from "@/endpoints/use-session";
import { FormFrame } from "@/features/sell/form-frame";
import { NewListing } from "@/features/sell/new-listing";
import { links } from "@/links";
import { SignInFirst } from "@/ui/sign-in-first";

export const metadata: Metadata = { title: "List tickets", robots: { index: false } };

export default async function NewListingPage() {
  if ((await visitor()) === null) {
    return (
      <SignInFirst title="Sign in to sell" back={links.newListing()}>
        <p>Then you list your tickets, and they are on sale at once.</p>
      </SignInFirst>
    );
  }
  return (
    <FormFrame title="List tickets" lead="They are on sale as soon as you say so.">
      <SignedIn />
      <NewListing />
    </FormFrame>
  );
}
