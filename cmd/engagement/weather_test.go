package main

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

// weather is a proxy between the program and Slack. While it storms, every second
// connection is harmed: answers come late, or are cut off after some bytes so that
// what was asked for has happened and nobody is told, or the connection is reset.
type weather struct {
	listener net.Listener
	upstream string
	storm    atomic.Bool
	ending   sync.WaitGroup

	mu     sync.Mutex
	dice   *rand.Rand
	open   map[net.Conn]bool
	closed bool
	harmed map[string]int // by what was done to them
}

// forecast puts a proxy in front of an address.
func forecast(t *testing.T, upstream string) *weather {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &weather{listener: listener, upstream: upstream, dice: rand.New(rand.NewPCG(3, 9)), open: map[net.Conn]bool{}, harmed: map[string]int{}}
	w.ending.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			w.ending.Go(func() { w.join(client) })
		}
	})
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
		w.mu.Lock()
		w.closed = true
		for c := range w.open {
			c.Close()
		}
		w.mu.Unlock()
		w.ending.Wait()
	})
	return w
}

func (w *weather) address() string { return w.listener.Addr().String() }

// toxic is what happens to the answers of one connection.
func (w *weather) toxic() (name string, harm toxics.Toxic) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name, harm = "", toxics.Toxic(new(toxics.NoopToxic))
	if w.storm.Load() {
		switch w.dice.IntN(8) {
		case 0:
			name, harm = "late", &toxics.LatencyToxic{Latency: 150, Jitter: 140}
		case 1, 2:
			name, harm = "answer lost", &toxics.LimitDataToxic{Bytes: w.dice.Int64N(4000)}
		case 3:
			name, harm = "reset", &toxics.ResetToxic{Timeout: w.dice.Int64N(200)}
		}
	}
	if name != "" {
		w.harmed[name]++
	}
	return name, harm
}

// join carries bytes between a client and Slack until either is gone.
func (w *weather) join(client net.Conn) {
	server, err := net.Dial("tcp", w.upstream)
	if err != nil {
		client.Close()
		return
	}
	w.mu.Lock()
	w.open[client], w.open[server] = true, true
	if w.closed {
		client.Close()
		server.Close()
	}
	w.mu.Unlock()
	var halves sync.WaitGroup
	name, harm := w.toxic()
	if name == "reset" { // whoever is reset is not told goodbye
		client.(*net.TCPConn).SetLinger(0)
	}
	end := func() {
		client.Close()
		server.Close()
	}
	halves.Go(func() { carry(server, client, new(toxics.NoopToxic), end) })
	halves.Go(func() { carry(client, server, harm, end) })
	halves.Wait()
	w.mu.Lock()
	delete(w.open, client)
	delete(w.open, server)
	w.mu.Unlock()
}

// carry copies from one connection to another through a toxic.
func carry(to, from net.Conn, harm toxics.Toxic, end func()) {
	in, out := make(chan *stream.StreamChunk), make(chan *stream.StreamChunk)
	stub := toxics.NewToxicStub(in, out)
	if s, ok := harm.(toxics.StatefulToxic); ok {
		stub.State = s.NewState()
	}
	var parts sync.WaitGroup
	parts.Go(func() {
		writer := stream.NewChanWriter(in)
		io.Copy(writer, from)
		writer.Close()
	})
	parts.Go(func() {
		stub.Run(&toxics.ToxicWrapper{Toxic: harm, Toxicity: 1})
		stub.Close()
		for range in { // what comes after the toxic has ended is lost
		}
	})
	io.Copy(to, stream.NewChanReader(out))
	end()
	for range out {
	}
	parts.Wait()
}
