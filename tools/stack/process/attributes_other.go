//go:build !linux

package process

import "syscall"

// attributes puts a child into a process group of its own, so that Ctrl-C reaches only the program that then stops its
// children in order.
func attributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// AdoptOrphans does nothing where the kernel has no such thing.
func AdoptOrphans() error { return nil }
