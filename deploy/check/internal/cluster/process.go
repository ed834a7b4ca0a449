package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// process is a program beside the API server.
type process struct {
	name string
	cmd  *exec.Cmd
	done chan error
}

// run starts a program with its output in its log.
func (c *Cluster) run(name string, args ...string) error {
	log, err := c.log(name)
	if err != nil {
		return err
	}
	cmd := exec.Command(c.program(name), args...)
	cmd.Dir, cmd.Env = c.Dir, append(os.Environ(), "HOME="+filepath.Join(c.Dir, "home"))
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	p := &process{name: name, cmd: cmd, done: make(chan error, 1)}
	go func() { p.done <- cmd.Wait() }()
	c.processes = append(c.processes, p)
	return nil
}

// stop asks the program to end and then ends it. One that had ended before is an error.
func (p *process) stop() error {
	select {
	case err := <-p.done:
		return fmt.Errorf("%s had ended: %v", p.name, err)
	default:
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
	return nil
}
