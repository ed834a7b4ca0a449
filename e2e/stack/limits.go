package stack

// GenerousLimits are settings of auth that hundreds of sign-ups from one
// address stay under.
var GenerousLimits = map[string]string{
	"SIGNIN_PER_MINUTE_ADDRESS": "1000000", "SIGNUP_PER_MINUTE_ADDRESS": "1000000",
	"SIGNIN_PER_MINUTE_ACCOUNT": "1000000", "SIGNUP_PER_MINUTE_ACCOUNT": "1000000",
}
