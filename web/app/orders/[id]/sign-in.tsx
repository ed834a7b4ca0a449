const command = `await fetch("/api/v1/users/signin", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ email: "you@example.com", password: "your password" }),
});
location.reload();`;

/** Shown to a visitor without a session: orders are for their buyers only. */
export function SignIn() {
  return (
    <section className="notice">
      <h1>Sign in to see this order</h1>
      <p>
        An order is shown to its buyer only. Signing in goes through the API, which sets the cookie <code>session</code>{" "}
        for this site: for example in this browser’s console, with your own e-mail address and password.
      </p>
      <pre>{command}</pre>
    </section>
  );
}
