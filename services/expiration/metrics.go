package main

import "github.com/saheedt/pass/services/internal/metrics"

// What becomes of a reminder. One that failed fires again.
const (
	reminderSet     = "registered"
	reminderRemoved = "removed"
	reminderFired   = "fired"
	reminderFailed  = "failed"
)

var (
	remindersTotal = metrics.Counters("reminders_total", "Reminders of deadlines, by what was done with them.",
		"event", reminderSet, reminderRemoved, reminderFired, reminderFailed)
	firingLag = metrics.Histogram("reminder_lag_seconds",
		"Time from an order's deadline to the publishing of its expiration.due.", metrics.Delays)
)
