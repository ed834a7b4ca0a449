package house

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	schedulerv1 "github.com/dapr/dapr/pkg/proto/scheduler/v1"
	"github.com/dapr/dapr/pkg/security"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
)

// The expiration service has one reminder for every open order, under this type of actor.
const (
	reminderApp  = "expiration"
	reminderType = "OrderExpiration"
)

// patience bounds one call of the scheduler.
const patience = 20 * time.Second

// Reminders are those in a scheduler. The scheduler is asked itself: a sidecar lists reminders only while it hosts their
// actors, and then those that are due fire; nor does it tell their failure policy.
type Reminders struct {
	address   string
	conn      *grpc.ClientConn
	scheduler schedulerv1.SchedulerClient
}

// NoScheduler stands for the address of a scheduler that can't be reached from here.
const NoScheduler = "none"

// DialReminders gives the reminders in the scheduler at an address. It connects when they are asked for.
func DialReminders(address string) (*Reminders, error) {
	if address == NoScheduler {
		return &Reminders{address: address}, nil
	}
	conn, err := grpc.NewClient("passthrough:///"+address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(math.MaxInt32), grpc.WaitForReady(true)))
	if err != nil {
		return nil, fmt.Errorf("scheduler at %s: %w", address, err)
	}
	return &Reminders{address: address, conn: conn, scheduler: schedulerv1.NewSchedulerClient(conn)}, nil
}

// Close ends the connection.
func (r *Reminders) Close() error {
	if r.conn == nil {
		return nil
	}
	return r.conn.Close()
}

func target(id string) *schedulerv1.JobMetadata {
	return &schedulerv1.JobMetadata{
		AppId: reminderApp, Namespace: security.CurrentNamespace(),
		Target: &schedulerv1.JobTargetMetadata{Type: &schedulerv1.JobTargetMetadata_Actor{
			Actor: &schedulerv1.TargetActorReminder{Type: reminderType, Id: id},
		}},
	}
}

// List lists all reminders, sorted.
func (r *Reminders) List(ctx context.Context) ([]archive.Reminder, error) {
	if r.conn == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer, err := r.scheduler.ListJobs(ctx, &schedulerv1.ListJobsRequest{Metadata: target("")})
	if err != nil {
		return nil, fmt.Errorf("list the reminders in the scheduler at %s: %w", r.address, err)
	}
	var all []archive.Reminder
	for _, job := range answer.GetJobs() {
		// The new house's scheduler takes it under its own namespace.
		job.Metadata = target(job.GetMetadata().GetTarget().GetActor().GetId())
		content, err := proto.MarshalOptions{Deterministic: true}.Marshal(job)
		if err != nil {
			return nil, fmt.Errorf("reminder %s: %w", job.GetName(), err)
		}
		all = append(all, archive.Reminder{Name: nameOf(job), Due: job.GetJob().GetDueTime(), Job: content})
	}
	slices.SortFunc(all, func(a, b archive.Reminder) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Check asks whether the scheduler answers.
func (r *Reminders) Check(ctx context.Context) error {
	if r.conn == nil {
		return errors.New("an export needs the scheduler, which has the reminders")
	}
	_, err := r.List(ctx)
	return err
}

// CheckAmong refuses a scheduler that has reminders which are not among wanted.
func (r *Reminders) CheckAmong(ctx context.Context, wanted []archive.Reminder) error {
	if r.conn == nil && len(wanted) > 0 {
		return fmt.Errorf("the archive has %d reminders of open orders, and there is no scheduler to set them in: export when no order is open any more",
			len(wanted))
	}
	found, err := r.List(ctx)
	if err != nil {
		return err
	}
	known := map[string]archive.Reminder{}
	for _, reminder := range wanted {
		known[reminder.Name] = reminder
	}
	for _, reminder := range found {
		if string(known[reminder.Name].Job) != string(reminder.Job) {
			return fmt.Errorf("the scheduler at %s has a reminder that is not in the archive: %s", r.address, reminder.Name)
		}
	}
	return nil
}

// Set registers reminders. One whose time has passed fires as soon as the expiration service is there.
func (r *Reminders) Set(ctx context.Context, reminders []archive.Reminder) error {
	for _, reminder := range reminders {
		var job schedulerv1.NamedJob
		if err := proto.Unmarshal(reminder.Job, &job); err != nil {
			return fmt.Errorf("the archive is damaged: reminder %s: %w", reminder.Name, err)
		}
		job.Metadata = target(job.GetMetadata().GetTarget().GetActor().GetId())
		if err := r.set(ctx, &job); err != nil {
			return fmt.Errorf("set reminder %s in the scheduler at %s: %w", reminder.Name, r.address, err)
		}
	}
	return nil
}

func (r *Reminders) set(ctx context.Context, job *schedulerv1.NamedJob) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := r.scheduler.ScheduleJob(ctx, &schedulerv1.ScheduleJobRequest{
		Name: job.GetName(), Metadata: job.GetMetadata(), Job: job.GetJob(), Overwrite: true,
	})
	return err
}

// nameOf is unique among all reminders.
func nameOf(job *schedulerv1.NamedJob) string {
	return job.GetMetadata().GetTarget().GetActor().GetId() + "/" + job.GetName()
}
