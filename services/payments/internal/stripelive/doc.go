// Package stripelive tries what payments asks of Stripe, with the code that
// asks it, at Stripe itself in test mode: `make test-stripe` with
// STRIPE_SECRET_KEY=sk_test_…. The same trials run at the emulator with all
// other tests, so that they are known to be right, and the emulator to be like
// Stripe where they look.
package stripelive
