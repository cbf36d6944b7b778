package app

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
)

// ExportOptions say what leaves, and how. Days are zero where open.
type ExportOptions struct {
	Kind     string
	JSON     bool // JSON lines instead of CSV
	AsOf     account.Day
	From, To account.Day
	Account  string
	Known    bool   // with AsOf: only what was recorded by then
	Run      string // the beginning of a run's id: what that replay says, instead of what happened
}

// table is one kind of export.
type table struct {
	columns []string
	rows    exporting
}

// exporting writes the rows of one kind.
type exporting func(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error

var tables = map[string]table{
	"accounts":      {strings.Split("id,name,domains,aliases,tier,funnel,industry,employees,country,territory,owner,parent_id,fit,crm_url,relation", ","), exportAccounts},
	"contacts":      {strings.Split("id,email,name,title,crm_department,crm_level,account_id,company,country,from,to,level,department", ","), exportContacts},
	"activities":    {strings.Split("id,occurred_at,type,email,contact_id,account_id,domain,ip,minutes,duration_s,direction,url,asset,campaign,source,status,bot,live,recorded_at,method,tagged", ","), exportActivities},
	"scores":        {strings.Split("account_id,day,grade,stage,mqa,minutes_7d,minutes_30d,minutes_90d,minutes_365d,heat,people_90d,threshold,mqa_since,counting_90d,engaged_90d,people_needed,config", ","), exportScores},
	"series":        {strings.Split("account_id,day,minutes", ","), exportSeries},
	"ledger":        {strings.Split("account_id,day,activity_id,occurred_at,type,contact_id,base,rule,weights,cap,minutes,source,group", ","), exportLedger},
	"matches":       {strings.Split("contact_id,email,account_id,method,confidence,runner_up,account_ref,contact_ref,domain,ip,reason,account", ","), exportMatches},
	"unmatched":     {strings.Split("contact_id,email,account_ref,contact_ref,domain,ip,reason,activities,minutes_90d,last,key", ","), exportUnmatched},
	"plays":         {strings.Split("id,account_id,name,begun_at,ended_at,outcome,step,do,through,owner,due,state,at", ","), exportPlays},
	"precision":     {strings.Split("kind,channel,sent,claimed,in_time,useful,not_useful,opportunities,worth_it", ","), exportPrecision},
	"questions":     {strings.Split("at,user,what,account_id,outcome", ","), exportQuestions},
	"repairs":       {strings.Split("scope,key,email,account_id,user,at,account,says", ","), exportRepairs},
	"decisions":     {strings.Split("at,account_id,kind,sent,reason,value,threshold,config,center,words", ","), exportDecisions},
	"alerts":        {strings.Split("id,account_id,kind,reason,decided_at,status,channel,slack_ts,attempts,error", ","), exportAlerts},
	"findings":      {strings.Split("account_id,day,kind,direction,minutes,normal,people,sentence,reason,config,subject,accounts", ","), exportFindings},
	"facts":         {strings.Split("account_id,kind,day,reason,detail,at,key,center", ","), exportFactRows},
	"states":        {strings.Split("account_id,mqa,mqa_since,mqa_out,stage,stage_since,center", ","), exportStates},
	"stages":        {strings.Split("account_id,stage,from,to,days,reason,config", ","), exportStages},
	"opportunities": {strings.Split("id,account_id,name,stage,amount,created_at,closed_at,won", ","), exportOpportunities},
}

// ExportKinds lists what can be exported.
func ExportKinds() []string {
	var kinds []string
	for kind := range tables {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// Export writes one kind of rows.
func (a *App) Export(ctx context.Context, w io.Writer, o ExportOptions) error {
	t, ok := tables[o.Kind]
	if !ok {
		return fmt.Errorf("%q cannot be exported; use one of %s: %w", o.Kind, strings.Join(ExportKinds(), ", "), account.ErrInvalid)
	}
	if o.From != 0 && o.To != 0 && o.To < o.From {
		return fmt.Errorf("--to %s is before --from %s: %w", o.To, o.From, account.ErrInvalid)
	}
	if o.Account != "" {
		if _, err := a.Store.Account(ctx, o.Account); err != nil {
			return err
		}
	}
	if o.Known {
		if err := o.knowable(); err != nil {
			return err
		}
		a = a.KnownBy(o.AsOf)
	}
	if o.Run != "" {
		run, rows, err := a.ofRun(ctx, o)
		if err != nil {
			return err
		}
		o.Run, t.rows = run.ID, rows
	}
	if o.JSON {
		return exportJSON(ctx, a, w, o, t)
	}
	out := csv.NewWriter(w)
	if err := out.Write(t.columns); err != nil {
		return err
	}
	record := make([]string, len(t.columns))
	if err := t.rows(ctx, a, o, func(values ...any) error {
		for i, v := range values {
			record[i] = cell(v)
		}
		return out.Write(record)
	}); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func exportJSON(ctx context.Context, a *App, w io.Writer, o ExportOptions, t table) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return t.rows(ctx, a, o, func(values ...any) error {
		object := make(map[string]string, len(values))
		for i, v := range values {
			object[t.columns[i]] = cell(v)
		}
		return encoder.Encode(object)
	})
}

// knowable reports why an export cannot leave out what was not known.
func (o ExportOptions) knowable() error {
	kinds := []string{"findings", "ledger", "scores", "series"}
	switch {
	case o.AsOf == 0:
		return fmt.Errorf("--known leaves out what was recorded after a day, and --as-of names none: %w", account.ErrInvalid)
	case !slices.Contains(kinds, o.Kind):
		return fmt.Errorf("--known holds for %s, not for %s: %w", strings.Join(kinds, ", "), o.Kind, account.ErrInvalid)
	}
	return nil
}

// cell writes a value the way every export does.
func cell(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	case account.Milli:
		if v == account.NoMinutes {
			return ""
		}
		return v.Decimal()
	case account.Day:
		if v == 0 {
			return ""
		}
		return v.String()
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format("2006-01-02T15:04:05.999Z07:00")
	case []string:
		return strings.Join(v, ";")
	default:
		return fmt.Sprint(v)
	}
}

func exportAccounts(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	return a.Store.Accounts(ctx, func(c account.Account) error {
		if o.Account != "" && c.ID != o.Account {
			return nil
		}
		return write(c.ID, c.Name, c.Domains, c.Aliases, c.Tier, c.Funnel, c.Industry, c.Employees, c.Country, c.Territory, c.Owner, c.ParentID, c.Fit, c.CRMURL, c.Relation)
	})
}

func exportContacts(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	contacts, err := a.Store.Contacts(ctx)
	if err != nil {
		return err
	}
	for _, c := range contacts {
		role := scoring.RoleOf(c.Title, c.CRMLevel, c.CRMDepartment)
		links := c.Links
		if len(links) == 0 {
			links = []account.Link{{}}
		}
		for _, l := range links {
			if o.Account != "" && l.AccountID != o.Account {
				continue
			}
			if err := write(c.ID, c.Email, c.Name, c.Title, c.CRMDepartment, c.CRMLevel, l.AccountID, c.Company, c.Country, l.From, l.To, string(role.Level), role.Department); err != nil {
				return err
			}
		}
	}
	return nil
}

// instants are the milliseconds of the days asked for, half open.
func (o ExportOptions) instants(zone *time.Location) (from, to int64) {
	const forever = int64(1) << 53
	from, to = -forever, forever
	if o.From != 0 {
		from = o.From.Start(zone).UnixMilli()
	}
	last := o.To
	if o.AsOf != 0 && (last == 0 || o.AsOf < last) {
		last = o.AsOf
	}
	if last != 0 {
		to = last.End(zone).UnixMilli()
	}
	return from, to
}

func exportActivities(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	from, to := o.instants(a.Config.Zone)
	return a.Store.Activities(ctx, from, to, o.Account, func(v account.Activity) error {
		contact := v.Match.ContactID
		// What names an account that is not known (yet) is kept as it came.
		accountID := cmp.Or(v.Match.AccountID, v.Identity.AccountRef)
		return write(v.ID, v.OccurredAt, v.Type, v.Identity.Email, contact, accountID, v.Identity.Domain, v.Identity.IP, v.Minutes, "",
			v.Direction, v.URL, v.Asset, v.Campaign, v.Source, v.Status, v.Bot, v.Live, v.RecordedAt, string(v.Match.Method), v.Tagged)
	})
}

// eachFacts reads the facts of every account asked for.
func (a *App) eachFacts(ctx context.Context, only string, do func(scoring.Facts) error) error {
	ids := []string{only}
	if only == "" {
		var err error
		if ids, err = a.Store.AccountIDs(ctx); err != nil {
			return err
		}
	}
	for _, id := range ids {
		facts, err := a.facts(ctx, id)
		if err != nil {
			return err
		}
		if err := do(facts); err != nil {
			return err
		}
	}
	return nil
}

// eachWalk reads the facts of every account asked for, without the ids of
// activities where there are many accounts.
func (a *App) eachWalk(ctx context.Context, only string, do func(scoring.Facts) error) error {
	if only != "" {
		return a.eachFacts(ctx, only, do)
	}
	var failed error
	err := a.eachJournal(ctx, everybody, func(f scoring.Facts) {
		if failed == nil {
			failed = do(f)
		}
	})
	return cmp.Or(err, failed)
}

// last is the newest day of an export.
func (a *App) last(o ExportOptions) account.Day {
	day := a.Today()
	if o.AsOf != 0 {
		day = o.AsOf
	}
	if o.To != 0 {
		day = min(day, o.To)
	}
	return day
}

func exportScores(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	row := func(s account.Score) error { return write(scoreCells(s, a.Config.Hash)...) }
	to := a.last(o)
	from := to
	if o.From != 0 {
		from = o.From
	}
	if o.AsOf == 0 && o.From == 0 && o.To == 0 {
		return a.exportStored(ctx, o.Account, row)
	}
	scorer := scoring.NewScorer(a.policy())
	return a.eachScored(ctx, o.Account, to, func(f scoring.Facts) error {
		for day := from; day <= to; day++ {
			if err := row(scorer.Standing(f, day).Card.Score); err != nil {
				return err
			}
		}
		return nil
	})
}

// scoreCells are the cells of a score.
func scoreCells(s account.Score, config string) []any {
	return []any{
		s.AccountID, s.Day, s.Grade, s.Stage, s.MQA, s.Minutes7, s.Minutes30, s.Minutes90, s.Minutes365, s.Heat, s.People90, s.Threshold,
		s.MQASince, s.Counting90, s.Engaged90, s.PeopleNeeded, config,
	}
}

// exportStored writes the scores as they were committed; one that is of another
// day or config is computed.
func (a *App) exportStored(ctx context.Context, only string, row func(account.Score) error) error {
	ids := []string{only}
	if only == "" {
		var err error
		if ids, err = a.Store.AccountIDs(ctx); err != nil {
			return err
		}
	}
	reader := a.Reader(0)
	for _, id := range ids {
		shown, err := a.Store.Shown(ctx, id)
		if err != nil {
			return err
		}
		card, err := reader.card(ctx, &shown)
		if err != nil {
			return err
		}
		if err := row(card.Score); err != nil {
			return err
		}
	}
	return nil
}

func exportSeries(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	scorer := scoring.NewScorer(a.policy())
	return a.eachWalk(ctx, o.Account, func(f scoring.Facts) error {
		for _, d := range scorer.Series(f, a.last(o)) {
			if o.From != 0 && d.Day < o.From {
				continue
			}
			if err := write(f.Account.ID, d.Day, d.Minutes); err != nil {
				return err
			}
		}
		return nil
	})
}

func exportLedger(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	span := account.Span{From: -1 << 30, To: a.last(o)}
	if o.From != 0 {
		span.From = o.From
	}
	return a.eachFacts(ctx, o.Account, func(f scoring.Facts) error {
		for _, r := range scoring.Ledger(f, a.policy(), span) {
			if err := write(f.Account.ID, r.Day, r.ActivityID, r.OccurredAt, r.Type, r.ContactID, r.Base, r.Rule, r.Weights, r.Cap, r.Minutes, r.Source, r.Group); err != nil {
				return err
			}
		}
		return nil
	})
}

func exportAlerts(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	from, to := o.instants(a.Config.Zone)
	return a.Store.Alerts(ctx, func(r alert.Record) error {
		m := r.Message
		at := m.DecidedAt.UnixMilli()
		if o.Account != "" && m.AccountID != o.Account || at < from || at >= to {
			return nil
		}
		return write(alertCells(r)...)
	})
}

// alertCells are the cells of an alert.
func alertCells(r alert.Record) []any {
	m := r.Message
	return []any{m.ID, m.AccountID, string(m.Kind), string(m.Reason), m.DecidedAt, string(r.Status), m.Channel, r.TS, r.Attempts, r.Error}
}

func exportOpportunities(ctx context.Context, a *App, o ExportOptions, write func(...any) error) error {
	return a.Store.Opportunities(ctx, func(v account.Opportunity) error {
		if o.Account != "" && v.AccountID != o.Account {
			return nil
		}
		return write(v.ID, v.AccountID, v.Name, v.Stage, v.Amount, v.CreatedAt, v.ClosedAt, v.Won)
	})
}
