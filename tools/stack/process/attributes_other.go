//go:build !linux

package process

import "syscall"

// attributes puts a child into a process group of its own, so that Ctrl-C reaches only the program that then stops its
// children in order.
func attributes(s Spec) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true}
	if s.As != nil {
		a.Credential = &syscall.Credential{Uid: s.As.UID, Gid: s.As.GID}
	}
	return a
}

// AdoptOrphans does nothing where the kernel has no such thing.
func AdoptOrphans() error { return nil }
