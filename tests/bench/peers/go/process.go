package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// Bytes that were resident at most so far.
func memoryBytesMax() float64 {
	status, err := os.ReadFile("/proc/self/status")
	require(err == nil, "the system tells how much memory is resident")
	for _, line := range strings.Split(string(status), "\n") {
		var kilobytes float64
		if found, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kilobytes); found == 1 {
			return kilobytes * 1024
		}
	}
	require(false, "something is resident")
	return 0
}

// Processor time so far.
func cpuMilliseconds() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}
