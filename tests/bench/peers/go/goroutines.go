package main

import (
	"runtime"
	"sync"
	"time"
)

func yield(o order) {
	var switches [2]int
	var all sync.WaitGroup
	all.Add(2)
	start := time.Now()
	for i := range switches {
		own := &switches[i]
		go func() {
			for turn := 0; turn < o.count/2; turn++ {
				*own++
				runtime.Gosched()
			}
			all.Done()
		}()
	}
	all.Wait()
	took := time.Since(start)
	require(switches[0]+switches[1] == o.count, "each goroutine had its turns")
	o.printEach(took)
}

func spawnJoin(o order) {
	const alive = 1000
	ran := 0
	start := time.Now()
	for done := 0; done < o.count; done += alive {
		var batch sync.WaitGroup
		batch.Add(alive)
		for i := 0; i < alive; i++ {
			go func() {
				ran++
				batch.Done()
			}()
		}
		batch.Wait()
	}
	took := time.Since(start)
	require(ran == o.count, "each goroutine ran once")
	o.printEach(took)
}

func create(o order) {
	const alive = 1000
	sum := 0
	start := time.Now()
	for done := 0; done < o.count; done += alive {
		var batch sync.WaitGroup
		batch.Add(alive)
		for i := 0; i < alive; i++ {
			mailbox := make(chan int, 1)
			go func() {
				sum += <-mailbox
				batch.Done()
			}()
			mailbox <- 1
		}
		batch.Wait()
	}
	took := time.Since(start)
	require(sum == o.count, "each goroutine took its message")
	o.printEach(took)
}

// Answers through a channel, as is the custom there: goroutines have no result to wait for.
func sumOfLeaves(answer chan<- int, first, leaves int) {
	if leaves <= 1 {
		answer <- first
		return
	}
	sums := make(chan int)
	share := leaves / 10
	for i := 0; i < 10; i++ {
		go sumOfLeaves(sums, first+i*share, share)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-sums
	}
	answer <- sum
}

func skynet(o order) {
	start := time.Now()
	answer := make(chan int)
	go sumOfLeaves(answer, 0, o.count)
	sum := <-answer
	took := time.Since(start)
	require(sum == sumBelow(o.count), "the sum of the leaves")
	o.print(milliseconds(took), "ms")
	o.printPart("memory", memoryBytesMax()/1e6, "MB")
}

func live(o order) {
	channels := make([]chan int, o.count)
	var waiting, woken sync.WaitGroup
	waiting.Add(o.count)
	woken.Add(o.count)
	sum := 0
	creating := time.Now()
	for i := range channels {
		own := make(chan int)
		channels[i] = own
		go func() {
			waiting.Done()
			sum += <-own
			woken.Done()
		}()
	}
	waiting.Wait()
	create := time.Since(creating)
	bytes := memoryBytesMax()
	waking := time.Now()
	for _, each := range channels {
		each <- 1
	}
	woken.Wait()
	wake := time.Since(waking)
	require(sum == o.count, "each goroutine was woken once")
	o.printPart("bytes", bytes/float64(o.count), "B")
	o.printPart("create", milliseconds(create), "ms")
	o.printPart("wake", milliseconds(wake), "ms")
}
