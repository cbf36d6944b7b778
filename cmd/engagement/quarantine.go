package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/internal/app"
)

type quarantineCommand struct {
	List  quarantineListCommand  `cmd:"" help:"Say file, line, reason and fields of every refused row."`
	Retry quarantineRetryCommand `cmd:"" help:"Try refused rows again."`
	Drop  quarantineDropCommand  `cmd:"" help:"Forget refused rows."`
}

type quarantineListCommand struct{}

func (*quarantineListCommand) Run(s *session) error {
	return s.withData(func(a *app.App) error {
		faults, err := a.Store.Faults(s.ctx)
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(s.stdout)
		encoder.SetEscapeHTML(false)
		for _, f := range faults {
			if _, err := fmt.Fprintf(s.stdout, "%d %s:%d: %s: %s\n  ", f.ID, f.File, f.Line, f.Kind, f.Reason); err != nil {
				return err
			}
			if err := encoder.Encode(f.Row); err != nil {
				return err
			}
		}
		fmt.Fprintf(s.stderr, "%d refused rows\n", len(faults))
		return nil
	})
}

type quarantineRetryCommand struct {
	IDs    []int64 `arg:"" optional:"" name:"id" help:"Rows, as list numbers them. Default: all."`
	Accept bool    `help:"Let dates through that can be read but not believed."`
}

func (c *quarantineRetryCommand) Run(s *session) error {
	return s.withData(func(a *app.App) error {
		faults, err := refused(s, a, c.IDs)
		if err != nil {
			return err
		}
		summary, err := a.RetryFaults(s.ctx, faults, c.Accept)
		if err != nil {
			return try(fmt.Errorf("retry refused rows: %w", err), "engagement quarantine list; drop a row that cannot be mended")
		}
		_, err = fmt.Fprintln(s.stdout, summary)
		return err
	})
}

type quarantineDropCommand struct {
	IDs []int64 `arg:"" optional:"" name:"id" help:"Rows, as list numbers them. Default: all."`
}

func (c *quarantineDropCommand) Run(s *session) error {
	return s.withData(func(a *app.App) error {
		faults, err := refused(s, a, c.IDs)
		if err != nil {
			return err
		}
		ids := make([]int64, len(faults))
		for i, f := range faults {
			ids[i] = f.ID
		}
		if err := a.Store.Resolve(s.ctx, ids); err != nil {
			return fmt.Errorf("drop refused rows: %w", err)
		}
		_, err = fmt.Fprintf(s.stdout, "dropped=%d\n", len(ids))
		return err
	})
}

// refused reads the rows with these ids, or all without any. An id that is
// not there is account.ErrNotFound.
func refused(s *session, a *app.App, ids []int64) ([]account.Fault, error) {
	faults, err := a.Store.Faults(s.ctx)
	if err != nil || len(ids) == 0 {
		return faults, err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(faults, func(f account.Fault) bool { return f.ID == id }) {
			return nil, try(fmt.Errorf("refused row %d: %w", id, account.ErrNotFound), "engagement quarantine list")
		}
	}
	return slices.DeleteFunc(faults, func(f account.Fault) bool { return !slices.Contains(ids, f.ID) }), nil
}
