package process

import "syscall"

// attributes puts a child into a process group of its own, so that Ctrl-C reaches only the program that then stops its
// children in order, and ties its life to this program's.
func attributes(onParentDeath syscall.Signal) *syscall.SysProcAttr {
	if onParentDeath == 0 {
		onParentDeath = syscall.SIGKILL
	}
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: onParentDeath}
}

// AdoptOrphans makes the kernel give this program the children of its children when their parent dies, so that
// Descendants still finds them.
func AdoptOrphans() error {
	const setChildSubreaper = 36
	_, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, setChildSubreaper, 1, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
