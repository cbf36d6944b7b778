package slackfake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"engagement/internal/slackfake"
)

func TestListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := slackfake.NewListener()
		accepted := make(chan net.Conn, 1)
		go func() {
			c, err := l.Accept()
			if err != nil {
				t.Errorf("Accept: %v", err)
			}
			accepted <- c
		}()
		client, err := l.DialContext(t.Context(), "tcp", "anything:1")
		if err != nil {
			t.Fatalf("DialContext: %v", err)
		}
		server := <-accepted

		// Both ends write at once, more than fits, and nobody is stuck.
		big := bytes.Repeat([]byte("x"), 3<<20)
		for _, c := range []net.Conn{client, server} {
			go func() {
				for at := 0; at < len(big); at += 64 << 10 {
					if _, err := c.Write(big[at : at+64<<10]); err != nil {
						t.Errorf("Write: %v", err)
						return
					}
				}
			}()
		}
		synctest.Wait()
		for _, c := range []net.Conn{client, server} {
			if got, err := io.ReadAll(io.LimitReader(c, int64(len(big)))); err != nil || len(got) != len(big) {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
		}

		begin := time.Now()
		if err := client.SetReadDeadline(begin.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begin) != time.Minute {
			t.Errorf("Read = %v after %v", err, time.Since(begin))
		}
		if _, err := client.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("second Read = %v", err)
		}
		if err := client.SetReadDeadline(time.Time{}); err != nil {
			t.Fatal(err)
		}
		if _, err := server.Write([]byte("bye")); err != nil {
			t.Fatal(err)
		}
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(client); err != nil || string(got) != "bye" {
			t.Errorf("after Close read %q, %v", got, err)
		}
		if _, err := client.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Write after Close = %v", err)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.DialContext(ctx, "", ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("dial that nobody accepts = %v", err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept after Close = %v", err)
		}
		if _, err := l.DialContext(t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
			t.Errorf("DialContext after Close = %v", err)
		}
	})
}
