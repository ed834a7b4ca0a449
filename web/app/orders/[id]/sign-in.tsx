const command = `curl -i http://localhost:3000/api/v1/users/signin \\
  -H 'Content-Type: application/json' \\
  -d '{"email":"you@example.com","password":"your password"}'`;

/** Shown to a visitor without a session: orders are for their buyers only. */
export function SignIn() {
  return (
    <section className="notice">
      <h1>Sign in to see this order</h1>
      <p>
        An order is shown to its buyer only. Sign in through the API, from a program or in this browser’s console: the
        answer sets the cookie <code>session</code> for this site. Then reload the page.
      </p>
      <pre tabIndex={0}>{command}</pre>
    </section>
  );
}
