package main

import (
	"os"
	"time"
)

// endWithParent ends the program when the one that started it has gone, if that asks for it: a test that is killed stops nothing.
func endWithParent() {
	if os.Getenv("K8S_ENDS_WITH_PARENT") == "" {
		return
	}
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(time.Second)
		}
		os.Exit(1)
	}()
}
