//go:build !linux

package images

import "syscall"

// contained is of no use where the images' programs do not run.
func contained(string) *syscall.SysProcAttr { return nil }
