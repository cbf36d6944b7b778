package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"engagement/account"
)

// hinted is an error that knows the next step.
type hinted struct {
	error
	try   string
	usage bool // the command line itself is wrong
}

func (h hinted) Unwrap() error { return h.error }

// try adds a next step to an error.
func try(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return hinted{error: err, try: fmt.Sprintf(format, args...)}
}

// usage is try for an error in the command line itself: exit code 2.
func usage(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return hinted{error: err, try: fmt.Sprintf(format, args...), usage: true}
}

// said is a failure that has been put into words already, by its exit code.
type said int

func (s said) Error() string { return fmt.Sprintf("exit code %d", int(s)) }

// errSaid is one of them that is no fault of the command line.
const errSaid = said(1)

// fail says what went wrong and what to do next. It returns the exit code: 2
// for a wrong command line, 1 for everything else.
func (s *session) fail(err error) int {
	var done said
	if errors.As(err, &done) {
		return int(done)
	}
	text := strings.ReplaceAll(err.Error(), ": "+account.ErrInvalid.Error(), "")
	fmt.Fprintf(s.stderr, "engagement: %s\n", text)
	var h hinted
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(s.stderr, "Try: run it again; what was done is kept and nothing is done twice")
	case errors.As(err, &h):
		fmt.Fprintf(s.stderr, "Try: %s\n", h.try)
	case errors.Is(err, os.ErrNotExist):
		fmt.Fprintln(s.stderr, "Try: check the path")
	default:
		fmt.Fprintln(s.stderr, "Try: engagement doctor")
	}
	if h.usage {
		return 2
	}
	return 1
}
