package main

import (
	"encoding/json"

	"engagement/account"
	"engagement/internal/app"
)

// reportJSON is a report as other programs read it: minutes with three decimals
// as text, days as dates.
type reportJSON struct {
	By          string        `json:"by"`
	From        string        `json:"from"`
	To          string        `json:"to"`
	AgainstFrom string        `json:"against_from"`
	AgainstTo   string        `json:"against_to"`
	Assigned    string        `json:"assigned"`
	Config      string        `json:"config"`
	Rows        []rowJSON     `json:"rows"`
	Total       rowJSON       `json:"total"`
	Drill       string        `json:"drill,omitempty"`
	Accounts    []accountJSON `json:"accounts,omitempty"`
}

type rowJSON struct {
	Value         string `json:"value,omitempty"`
	Minutes       string `json:"minutes"`
	MinutesBefore string `json:"minutes_before"`
	People        int    `json:"people"`
	Engaged       int    `json:"accounts_engaged"`
	EngagedBefore int    `json:"accounts_engaged_before"`
	Accounts      int    `json:"accounts"`
}

type accountJSON struct {
	AccountID     string `json:"account_id"`
	Name          string `json:"name"`
	Owner         string `json:"owner"`
	Minutes       string `json:"minutes"`
	MinutesBefore string `json:"minutes_before"`
	People        int    `json:"people"`
}

func jsonOf(r account.Report) reportJSON {
	out := reportJSON{
		By: string(r.By), From: r.Span.From.String(), To: r.Span.To.String(), AgainstFrom: r.Against.From.String(), AgainstTo: r.Against.To.String(),
		Assigned: "now", Config: r.Config, Drill: r.Drill, Total: rowOf(r.Total), Rows: []rowJSON{},
	}
	if r.Then {
		out.Assigned = "then"
	}
	for _, row := range r.Rows {
		out.Rows = append(out.Rows, rowOf(row))
	}
	for _, a := range r.Accounts {
		out.Accounts = append(out.Accounts, accountJSON{a.AccountID, a.Name, a.Owner, a.Minutes.Decimal(), a.Before.Decimal(), a.People})
	}
	return out
}

func rowOf(r account.ReportRow) rowJSON {
	return rowJSON{r.Value, r.Minutes.Decimal(), r.Before.Decimal(), r.People, r.Active, r.ActiveBefore, r.Accounts}
}

// bridgeJSON is the way from one number to another.
type bridgeJSON struct {
	Value    string `json:"value,omitempty"`
	From     string `json:"from"`
	To       string `json:"to"`
	Activity string `json:"activity"`
	Late     string `json:"late"`
	Match    string `json:"match"`
	Rules    string `json:"rules"`
	Owner    string `json:"owner"`
}

type restatementJSON struct {
	By         string       `json:"by"`
	FromConfig string       `json:"from_config"`
	ToConfig   string       `json:"to_config"`
	Rows       []bridgeJSON `json:"rows"`
	Total      bridgeJSON   `json:"total"`
}

func jsonOfBridge(b app.Restatement) restatementJSON {
	one := func(value string, x account.Bridge) bridgeJSON {
		return bridgeJSON{
			value, x.From.Decimal(), x.To.Decimal(), x.Activity.Decimal(), x.Late.Decimal(), x.Match.Decimal(), x.Rules.Decimal(), x.Owner.Decimal(),
		}
	}
	out := restatementJSON{By: string(b.From.Report.By), FromConfig: b.From.Report.Config, ToConfig: b.To.Report.Config, Total: one("", b.Total), Rows: []bridgeJSON{}}
	for _, r := range b.Rows {
		out.Rows = append(out.Rows, one(r.Value, r.Bridge))
	}
	return out
}

func writeJSON(s *session, v any) error {
	encoder := json.NewEncoder(s.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(v)
}
