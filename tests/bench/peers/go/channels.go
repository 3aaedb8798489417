package main

import "time"

func sendBelow(channel chan<- int, count int) {
	for i := 0; i < count; i++ {
		channel <- i
	}
}

func pingpong(o order) {
	there, back := make(chan int), make(chan int)
	go func() {
		for ball := range there {
			back <- ball
		}
	}()
	right := 0
	start := time.Now()
	for i := 0; i < o.count/2; i++ {
		there <- i
		if <-back == i {
			right++
		}
	}
	took := time.Since(start)
	require(right == o.count/2, "each message came back")
	o.printEach(took)
}

func chanOf128(o order) {
	values := make(chan int, 128)
	go func() {
		sendBelow(values, o.count)
		close(values)
	}()
	sum := 0
	start := time.Now()
	for value := range values {
		sum += value
	}
	took := time.Since(start)
	require(sum == sumBelow(o.count), "the sum of what was sent")
	o.printEach(took)
}

func threadring(o order) {
	const places = 503
	links := make([]chan int, places)
	for i := range links {
		links[i] = make(chan int, 1)
	}
	over := make(chan int)
	hops := 0
	for i := range links {
		in, out := links[i], links[(i+1)%places]
		go func() {
			for left := range in {
				if left == 0 {
					over <- hops
					return
				}
				hops++
				out <- left - 1
			}
		}()
	}
	start := time.Now()
	links[0] <- o.count
	made := <-over
	took := time.Since(start)
	require(made == o.count, "the message went around to its end")
	o.printEach(took)
}

func manyToOne(o order) {
	const senders = 100
	share := o.count / senders
	values := make(chan int, 1024)
	start := time.Now()
	for i := 0; i < senders; i++ {
		go sendBelow(values, share)
	}
	sum := 0
	for i := 0; i < senders*share; i++ {
		sum += <-values
	}
	took := time.Since(start)
	require(sum == senders*sumBelow(share), "the sum of what was sent")
	o.printEach(took)
}

func forkjoin(o order) {
	const receivers = 60
	share := o.count / receivers
	channels := make([]chan int, receivers)
	sums := make(chan int)
	start := time.Now()
	for i := range channels {
		own := make(chan int, 1024)
		channels[i] = own
		go func() {
			sum := 0
			for value := range own {
				sum += value
			}
			sums <- sum
		}()
	}
	for i := 0; i < share; i++ {
		for _, each := range channels {
			each <- i
		}
	}
	sum := 0
	for _, each := range channels {
		close(each)
		sum += <-sums
	}
	took := time.Since(start)
	require(sum == receivers*sumBelow(share), "the sum of what was sent")
	o.print(milliseconds(took), "ms")
}

func selectOf8(o order, capacity int) {
	var from [8]chan int
	share := o.count / len(from)
	for i := range from {
		from[i] = make(chan int, capacity)
		go sendBelow(from[i], share)
	}
	sum := 0
	start := time.Now()
	for i := 0; i < share*len(from); i++ {
		var value int
		select {
		case value = <-from[0]:
		case value = <-from[1]:
		case value = <-from[2]:
		case value = <-from[3]:
		case value = <-from[4]:
		case value = <-from[5]:
		case value = <-from[6]:
		case value = <-from[7]:
		}
		sum += value
	}
	took := time.Since(start)
	require(sum == len(from)*sumBelow(share), "the sum of what was sent")
	o.printEach(took)
}
