package process

import "syscall"

// overrideAccess is Linux's CAP_DAC_OVERRIDE.
const overrideAccess = 1

// attributes puts a child into a process group of its own, so that Ctrl-C reaches only the program that then stops its
// children in order, and ties its life to this program's.
func attributes(s Spec) *syscall.SysProcAttr {
	onParentDeath := s.OnParentDeath
	if onParentDeath == 0 {
		onParentDeath = syscall.SIGKILL
	}
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: onParentDeath}
	if s.As != nil {
		a.Credential = &syscall.Credential{Uid: s.As.UID, Gid: s.As.GID}
		// The account's data may lie in a folder that only root may enter, such as root's home.
		a.AmbientCaps = []uintptr{overrideAccess}
	}
	return a
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
