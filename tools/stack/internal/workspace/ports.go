package workspace

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"syscall"
	"time"

	psnet "github.com/shirou/gopsutil/v4/net"
	"github.com/shirou/gopsutil/v4/process"
)

// patience is how long a port may still be taken: some lie where systems pick ports for short connections.
const patience = 2 * time.Second

// CheckPorts fails when something listens on one of the ports. The error names the first, what needs it and what has it.
func CheckPorts(named map[int]string) error {
	taken := slices.Sorted(maps.Keys(named))
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		taken = slices.DeleteFunc(taken, func(port int) bool { return !isTaken(port) })
		if len(taken) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			break
		}
	}
	port := taken[0]
	more := ""
	if len(taken) > 1 {
		more = fmt.Sprintf("; %d more are taken: %v", len(taken)-1, taken[1:])
	}
	return fmt.Errorf("port %d, for %s, is taken by %s%s", port, named[port], holder(port), more)
}

// isTaken tries the port on loopback and on all interfaces: each hides the other on some systems.
func isTaken(port int) bool {
	for _, host := range []string{"127.0.0.1", ""} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if errors.Is(err, syscall.EADDRINUSE) {
			return true
		}
		if err == nil {
			_ = l.Close()
		}
	}
	return false
}

// holder describes what listens on port, and how to end it.
func holder(port int) string {
	const unknown = "another program: stop that one first"
	connections, err := psnet.Connections("tcp")
	if err != nil {
		return unknown
	}
	for _, c := range connections {
		if int(c.Laddr.Port) != port || c.Status != "LISTEN" || c.Pid == 0 {
			continue
		}
		p, err := process.NewProcess(c.Pid)
		if err != nil {
			return unknown
		}
		name, _ := p.Name()
		return fmt.Sprintf("%s (process %d): stop it, for example with `kill %d`", name, c.Pid, c.Pid)
	}
	return unknown
}
