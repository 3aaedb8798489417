// peer_go NAME COUNT: goroutines and channels of Go. A name that ends in _2t runs on two threads.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// What the command line asks for. The figures carry the name, too.
type order struct {
	name  string
	count int
}

var workloads = map[string]func(order){
	"yield":         yield,
	"spawn_join":    spawnJoin,
	"actor_create":  create,
	"skynet":        skynet,
	"live_1m":       live,
	"sleep":         sleep,
	"timer":         timer,
	"pingpong":      pingpong,
	"threadring":    threadring,
	"many_to_one":   manyToOne,
	"forkjoin":      forkjoin,
	"chan":          chanOf128,
	"select":        func(o order) { selectOf8(o, 0) },
	"select_buf128": func(o order) { selectOf8(o, 128) },
}

func main() {
	if len(os.Args) != 3 {
		fail(2, "usage: peer_go NAME COUNT")
	}
	name := os.Args[1]
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fail(2, "the count is no number")
	}
	threads := 1
	if strings.HasSuffix(name, "_2t") {
		threads = 2
	}
	runtime.GOMAXPROCS(threads)
	run := workloads[strings.TrimSuffix(strings.TrimSuffix(name, "_1t"), "_2t")]
	if run == nil {
		fail(2, "there is no such workload")
	}
	run(order{name, count})
}

func fail(code int, why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(code)
}

func require(holds bool, what string) {
	if !holds {
		fail(3, "wrong answer: "+what)
	}
}

func (o order) print(value float64, unit string) {
	fmt.Printf("%s %.3f %s\n", o.name, value, unit)
}

func (o order) printPart(part string, value float64, unit string) {
	fmt.Printf("%s_%s %.3f %s\n", o.name, part, value, unit)
}

// Prints what one of count took when all of them took this long.
func (o order) printEach(took time.Duration) {
	o.print(float64(took.Nanoseconds())/float64(o.count), "ns")
}

func milliseconds(took time.Duration) float64 { return float64(took.Nanoseconds()) / 1e6 }

func sumBelow(count int) int { return count * (count - 1) / 2 }
