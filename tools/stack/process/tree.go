package process

import (
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// Entry is one running process of the machine.
type Entry struct {
	PID, Parent int
	// Command is the program with its arguments.
	Command []string
	// Started tells a process from a later one of the same id: milliseconds since 1970.
	Started int64
}

// Descendants lists the children of pid and theirs, without pid itself and without those that have ended and only wait
// to be collected.
func Descendants(pid int) []Entry {
	children := make(map[int][]*process.Process)
	all, err := process.Processes()
	if err != nil {
		return nil
	}
	for _, p := range all {
		if parent, err := p.Ppid(); err == nil {
			children[int(parent)] = append(children[int(parent)], p)
		}
	}
	var found []Entry
	queue := []int{pid}
	for len(queue) > 0 {
		parent := queue[0]
		queue = queue[1:]
		for _, p := range children[parent] {
			queue = append(queue, int(p.Pid))
			if e, ok := entry(p); ok {
				found = append(found, e)
			}
		}
	}
	return found
}

// Alive reports whether the very process that e describes still runs.
func Alive(e Entry) bool {
	p, err := process.NewProcess(int32(e.PID))
	if err != nil {
		return false
	}
	now, ok := entry(p)
	return ok && now.Started == e.Started
}

// Name returns the last part of the program's path.
func (e Entry) Name() string {
	if len(e.Command) == 0 {
		return "?"
	}
	program := e.Command[0]
	return program[strings.LastIndex(program, "/")+1:]
}

// entry describes p. It reports false for one that has ended.
func entry(p *process.Process) (Entry, bool) {
	status, err := p.Status()
	if err != nil || slices.Contains(status, process.Zombie) {
		return Entry{}, false
	}
	command, err := p.CmdlineSlice()
	if err != nil {
		return Entry{}, false
	}
	parent, _ := p.Ppid()
	started, err := p.CreateTime()
	if err != nil {
		return Entry{}, false
	}
	return Entry{PID: int(p.Pid), Parent: int(parent), Command: command, Started: started}, true
}

// StopAll asks all of entries to end and returns when they have, or kills those that have not after grace. It returns
// how many had to be killed.
func StopAll(entries []Entry, grace time.Duration) int {
	for _, e := range entries {
		if Alive(e) {
			_ = syscall.Kill(e.PID, syscall.SIGTERM)
		}
	}
	left := waitGone(entries, grace)
	for _, e := range left {
		_ = syscall.Kill(e.PID, syscall.SIGKILL)
	}
	waitGone(left, 5*time.Second)
	return len(left)
}

// waitGone waits until all of entries have ended, and returns those that have not within limit.
func waitGone(entries []Entry, limit time.Duration) []Entry {
	deadline := time.Now().Add(limit)
	for {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return !Alive(e) })
		if len(entries) == 0 || time.Now().After(deadline) {
			return entries
		}
		time.Sleep(20 * time.Millisecond)
	}
}
