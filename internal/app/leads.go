package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"engagement/account"
	"engagement/ingest"
)

// leadColumns are the columns of a file of leads. What the matcher does not know
// anything by (company, name, country) may stand there, and is left alone.
var leadColumns = []string{"id", "email", "domain", "contact_id", "account_id", "company", "name", "country"}

// CheckLeadMap reports whether the keys of --map are columns of leads.
func CheckLeadMap(ours map[string]string) error { return ingest.CheckColumns(ours, leadColumns) }

// MatchLeads says of every row of a file whose it is today: a row for each, in
// order, also for those that cannot be read. Nothing is kept. The error is
// account.ErrInvalid where the file has no column to match by.
func (a *App) MatchLeads(ctx context.Context, name string, from io.Reader, ours map[string]string, to io.Writer) error {
	dir, err := a.Store.Directory(ctx)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	matcher := ingest.NewMatcher(dir, a.Config.Ingest)
	rows, err := ingest.OpenRows(name, from, ingest.RowOptions{Map: ours, Columns: leadColumns, Needs: [][]string{{"email", "domain", "contact_id", "account_id"}}})
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, one := range dir.Accounts {
		names[one.ID] = one.Name
	}
	out := csv.NewWriter(to)
	if err := out.Write([]string{"id", "account_id", "method", "confidence", "runner_up", "reason", "account"}); err != nil {
		return err
	}
	for {
		row, err := rows.Next()
		var refused *ingest.RowError
		switch {
		case errors.Is(err, io.EOF):
			out.Flush()
			return out.Error()
		case errors.As(err, &refused):
			row.Fields = refused.Fields
		case err != nil:
			return err
		}
		m := account.Match{Method: account.Unmatched}
		if refused != nil {
			m.Reason = refused.Reason
		} else {
			m = matcher.Match(lead(row.Fields), a.Today())
		}
		if err := out.Write([]string{row.Fields["id"], m.AccountID, string(m.Method), cell(m.Confidence), m.RunnerUp, m.Reason, names[m.AccountID]}); err != nil {
			return err
		}
	}
}

// lead is who a row of a file is about. An address that is none says nothing.
func lead(fields map[string]string) account.Identity {
	id := account.Identity{AccountRef: fields["account_id"], ContactRef: fields["contact_id"], Domain: ingest.NormalizeDomain(fields["domain"])}
	if address, ok := ingest.NormalizeEmail(fields["email"]); ok {
		id.Email = address
	}
	return id
}
