package charge

import (
	"cmp"
	"time"
)

const (
	// A call that failed is made again after these, doubling.
	shortestPause = time.Second
	longestPause  = time.Minute
	// keysLast is for how long Stripe surely knows an idempotency key: a day.
	keysLast = 12 * time.Hour
	// enough refusals of the same refund are meant for good.
	enough = 6
	// lowBalance is Stripe's code for a refund that has to wait for income.
	lowBalance = "balance_insufficient"
	// refused is said for refusals without a code.
	refused = "refused"
)

// PutOff puts a refund off after a call that did not bring it on. seen is the
// refund as it was asked for: if anything happened to it since, nothing
// changes. answered says that Stripe would repeat its answer for the same
// key; doubt says that the refund may have been made.
func (c Charge) PutOff(seen Refund, answered, doubt bool, now time.Time) Charge {
	return c.with(seen, func(r *Refund) {
		r.DueAt = now.Add(pause(r.Tries))
		r.Tries++
		r.Doubt = r.Doubt || doubt
		if answered {
			r.Answers++
		}
	})
}

// Refuse records that Stripe refused to make the refund, with its code for
// why. What follows from that is seen when Stripe has told what is true.
func (c Charge) Refuse(seen Refund, code string, now time.Time) Charge {
	return c.with(seen, func(r *Refund) {
		r.Failure = cmp.Or(code, refused)
		r.DueAt = now
		r.Tries++
		r.Answers++
		r.Doubt = true
		if code != lowBalance {
			r.Refusals++
		}
	})
}

// with changes the refund if it is as it was seen.
func (c Charge) with(seen Refund, change func(*Refund)) Charge {
	i := c.find(func(r Refund) bool { return r == seen })
	if i < 0 || !seen.Wanted() {
		return c
	}
	c = c.own()
	change(&c.state.Refunds[i])
	return c
}

// hopeless says whether asking again is of no use.
func (r Refund) hopeless() bool {
	return r.Refusals > 0 && r.Failure == FailureDisputed || r.Refusals >= enough
}

func (r *Refund) fail(why string) {
	r.Status, r.Failure = Failed, why
	r.Doubt, r.DueAt = false, time.Time{}
}

func pause(tries int) time.Duration {
	return min(shortestPause<<min(tries, 6), longestPause)
}
