import { links } from "@/links";

/** What is said when the session has ended under a form: how to sign in again without losing what is typed. */
export function SignInBeside() {
  return (
    <>
      Your session has ended, but what you typed is still here.{" "}
      <a href={links.signIn(links.selling())} target="_blank" className="link font-semibold">
        Sign in (in a new tab)
      </a>{" "}
      and then send it again.
    </>
  );
}
