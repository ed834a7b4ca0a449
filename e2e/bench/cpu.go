package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
)

// hertz is the kernel's USER_HZ, in which /proc counts processor time.
const hertz = 100

// processorTime is what each process of the stack, and this one, has used so
// far, in seconds.
func (b *bench) processorTime() map[string]float64 {
	used := map[string]float64{"load generator": seconds(os.Getpid())}
	add := func(name string, p *process.Process) { used[name] = seconds(p.PID()) }
	for _, app := range b.stack.Apps() {
		add(app.Instance, app.Service)
		add("sidecar of "+app.Instance, app.Sidecar)
	}
	for _, part := range b.stack.Infra.Parts() {
		add(part.Name(), part.Process)
	}
	return used
}

// explain says where the processors' time went since before.
func (b *bench) explain(what string, times int, before map[string]float64) {
	type share struct {
		name    string
		seconds float64
	}
	var shares []share
	total := 0.0
	for name, now := range b.processorTime() {
		shares = append(shares, share{name, now - before[name]})
		total += now - before[name]
	}
	slices.SortFunc(shares, func(a, b share) int { return int(1e6 * (b.seconds - a.seconds)) })
	fmt.Fprintf(b.out, "  %s took %.2f ms of processor time each:", what, 1000*total/float64(max(1, times)))
	for _, s := range shares {
		if s.seconds > total/50 {
			fmt.Fprintf(b.out, " %s %.0f%%", s.name, 100*s.seconds/total)
		}
	}
	fmt.Fprintln(b.out)
}

// busy says how much of one processor each process has taken since before.
func (b *bench) busy(took time.Duration, before map[string]float64) {
	now := b.processorTime()
	names := slices.SortedFunc(maps.Keys(now), func(one, other string) int {
		return cmp.Compare(now[other]-before[other], now[one]-before[one])
	})
	fmt.Fprint(b.out, "  of one processor:")
	for _, name := range names {
		if percent := 100 * (now[name] - before[name]) / took.Seconds(); percent >= 1 {
			fmt.Fprintf(b.out, " %s %.0f%%", name, percent)
		}
	}
	fmt.Fprintln(b.out)
}

func seconds(pid int) float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The program's name may hold spaces; what counts comes after it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / hertz
}
