package stack

import "context"

// StartServers starts the servers and the rest of the infrastructure, and no
// app.
func (s *Stack) StartServers(ctx context.Context) error { return s.startServers(ctx) }

// SchedulerAddress is where the reminders are.
func (s *Stack) SchedulerAddress() string { return s.address(s.ports.Scheduler) }
