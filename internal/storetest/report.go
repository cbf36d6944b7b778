package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"engagement/account"
	"engagement/store"
)

func assignmentsKept(t *testing.T, s *store.Store) {
	acme(t, s)
	one := account.Account{ID: "A1", Name: "Acme", Domains: []string{"acme.com"}, Tier: "1", Employees: 1200, Owner: "ann@ours.com", Territory: "West"}
	save := func(at time.Time, a account.Account) {
		t.Helper()
		_, err := s.SaveAccounts(ctx, at, "", []account.Account{a}, nil)
		must(t, err)
	}
	save(noon.Add(time.Hour), one)
	one.Name = "Acme Corp" // no other assignment
	save(noon.Add(2*time.Hour), one)
	one.Owner = "ben@ours.com"
	save(noon.Add(3*time.Hour), one)
	one.Territory = "East" // within the same instant: the last word counts
	save(noon.Add(3*time.Hour), one)
	all, err := s.Assignments(ctx)
	must(t, err)
	want := account.Assignments{
		{AccountID: "A1", At: noon, Tier: "1", Employees: 1200},
		{AccountID: "A1", At: noon.Add(time.Hour), Owner: "ann@ours.com", Territory: "West", Tier: "1", Employees: 1200},
		{AccountID: "A1", At: noon.Add(3 * time.Hour), Owner: "ben@ours.com", Territory: "East", Tier: "1", Employees: 1200},
	}
	if diff := cmp.Diff(want, all["A1"]); diff != "" {
		t.Errorf("assignments (-want +got):\n%s", diff)
	}
	if len(all["A2"]) != 1 {
		t.Errorf("assignments of A2: %+v", all["A2"])
	}
}

func frozenOnce(t *testing.T, s *store.Store) {
	f := account.Frozen{
		ID: "Q1", At: noon, ConfigBody: "preset = 'recommended'\n",
		Query: account.ReportQuery{By: account.ByTerritory, Period: account.Period{Unit: account.Quarter}, Then: true},
		Report: account.Report{
			By: account.ByTerritory, Span: account.Span{From: 1, To: 90}, Against: account.Span{From: -89, To: 0}, Then: true, Config: "0123456789ab",
			Rows:  []account.ReportRow{{Value: "West \"<x>\"", Minutes: 1932001, Before: 7, People: 3, Active: 2, ActiveBefore: 1, Accounts: 9}},
			Total: account.ReportRow{Minutes: 1932001, Before: 7, People: 3, Active: 2, ActiveBefore: 1, Accounts: 12},
		},
	}
	must(t, s.Freeze(ctx, f))
	changed := f
	changed.At = noon.Add(time.Hour)
	if err := s.Freeze(ctx, changed); !errors.Is(err, account.ErrStale) {
		t.Errorf("frozen again: %v, want ErrStale", err)
	}
	got, err := s.Frozen(ctx, "Q1")
	must(t, err)
	if diff := cmp.Diff(f, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if _, err := s.Frozen(ctx, "Q2"); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("no such report: %v, want ErrNotFound", err)
	}
	changed.ID = "Q2"
	must(t, s.Freeze(ctx, changed))
	all, err := s.FrozenReports(ctx)
	must(t, err)
	if len(all) != 2 || all[0].ID != "Q2" {
		t.Errorf("reports %+v, want the newest first", all)
	}
}
