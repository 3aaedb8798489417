package main

import (
	"math/rand"
	"sort"
	"sync"
	"time"
)

func sleep(o order) {
	late := make([]float64, o.count)
	var all sync.WaitGroup
	all.Add(o.count)
	for i := range late {
		own := &late[i]
		wait := time.Duration(rand.Intn(1_000_000)) * time.Microsecond
		go func() {
			due := time.Now().Add(wait)
			time.Sleep(wait)
			*own = float64(time.Since(due).Nanoseconds()) / 1e3
			all.Done()
		}()
	}
	all.Wait()
	sort.Float64s(late)
	require(late[0] >= 0, "none woke early")
	o.printPart("p50", late[o.count/2], "us")
	o.printPart("p99", late[o.count/100*99], "us")
	o.printPart("cpu", cpuMilliseconds(), "ms")
}

func timer(o order) {
	fired := func() { require(false, "no timer was due") }
	start := time.Now()
	for i := 0; i < o.count; i++ {
		require(time.AfterFunc(time.Minute, fired).Stop(), "the timer was armed")
	}
	o.printPart("arm_cancel", float64(time.Since(start).Nanoseconds())/float64(o.count), "ns")
	allAtOnce(o, fired)
}

func allAtOnce(o order, fired func()) {
	timers := make([]*time.Timer, o.count)
	start := time.Now()
	for i := range timers {
		timers[i] = time.AfterFunc(time.Minute+time.Duration(rand.Intn(1_000_000_000)), fired)
	}
	for _, each := range timers {
		require(each.Stop(), "the timer was armed")
	}
	o.printPart("at_once", float64(time.Since(start).Nanoseconds())/float64(o.count), "ns")
}
