package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"engagement/account"
	"engagement/alert"
	"engagement/scoring"
)

type alertsTable struct {
	Channel     string            `toml:"channel"`
	Operations  string            `toml:"operations" comment:"Requests from people on no account go here, and what is wrong with sources."`
	Sandbox     string            `toml:"sandbox" comment:"For a dry run: a channel that gets everything instead."`
	RealertDays int               `toml:"realert_days" comment:"Days an account must have been out before it may alert again."`
	Budget      int               `toml:"budget" comment:"Cards a channel gets in a day besides requests, the strongest first; the rest is named in one line.\n-1 is no limit."`
	Morning     string            `toml:"morning" comment:"What the night found is told from then on, on working days; and what else moved in one line, then."`
	Evening     string            `toml:"evening"`
	QuietHours  string            `toml:"quiet_hours" comment:"Hours in which only requests are told, such as '19:00-07:30'; '' is never. Direct messages follow the settings of\nwhoever gets them."`
	WorkDays    bool              `toml:"work_days" comment:"Whether cards besides requests wait for a working day."`
	Escalate    int               `toml:"escalate_days" comment:"After so many working days the owner's manager ([people] manager) hears, once, of an MQA or request that nobody has\ntaken on; 0 is never."`
	Threads     bool              `toml:"threads" comment:"Whether later cards of an account go into the thread of its first, for 30 days."`
	HoldOut     int               `toml:"hold_out" comment:"Percent of cards, besides requests, that are withheld by chance: what alerts are good for is the difference."`
	Kinds       map[string]string `toml:"kinds" comment:"How each kind is told: card, direct (to the owner alone), line (of what else moved) or off. After a comma, what it says\nof people where that is less than channel_names: 'card, none'. Requests (act_now) always have a card."`
}

type routeTable struct {
	Kinds       []string `toml:"kinds,omitempty"`
	Territories []string `toml:"territories,omitempty"`
	Tiers       []string `toml:"tiers,omitempty"`
	Segments    []string `toml:"segments,omitempty"`
	Owners      []string `toml:"owners,omitempty"`
	Centers     []string `toml:"centers,omitempty"`
	To          string   `toml:"to"`
	Timezone    string   `toml:"timezone,omitempty"`
}

type personTable struct {
	Slack   string       `toml:"slack,omitempty"`
	Role    string       `toml:"role,omitempty"`
	Manager string       `toml:"manager,omitempty"`
	Away    []leaveTable `toml:"away,omitempty"`
}

type playTable struct {
	Name        string      `toml:"name"`
	Kinds       []string    `toml:"kinds,omitempty"`
	Tiers       []string    `toml:"tiers,omitempty"`
	Segments    []string    `toml:"segments,omitempty"`
	Seen        []string    `toml:"seen,omitempty"`
	Departments []string    `toml:"departments,omitempty"`
	Levels      []string    `toml:"levels,omitempty"`
	Steps       []stepTable `toml:"steps"`
}

type stepTable struct {
	Do      string `toml:"do"`
	Who     string `toml:"who,omitempty"`
	Through string `toml:"through,omitempty"`
	Day     int    `toml:"day"`
}

type leaveTable struct {
	From     string `toml:"from"`
	To       string `toml:"to"`
	Delegate string `toml:"delegate"`
}

// cardKinds are the kinds of alerts besides requests, which always have cards.
var cardKinds = []alert.Kind{
	alert.KindMQA, alert.KindExpansion, alert.Kind(account.Surge), alert.Kind(account.Stall), alert.Kind(account.FirstEngagement),
	alert.Kind(account.NewSenior), alert.Kind(account.Returning), alert.Kind(account.ChampionMoved), alert.Kind(account.EventBurst),
}

// clock writes and reads a time of day in minutes.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

func readClock(text string, faults *scoring.Faults, key ...any) int {
	at, err := time.Parse("15:04", text)
	if err != nil {
		faults.Add(fmt.Sprintf("%q is not a time such as 08:00", text), key...)
		return 0
	}
	return 60*at.Hour() + at.Minute()
}

// describeAlerts writes the rules of alerts down.
func describeAlerts(r alert.Rules) alertsTable {
	t := alertsTable{
		Channel: r.Channel, Operations: r.Operations, Sandbox: r.Sandbox, RealertDays: r.RealertDays, Budget: r.Budget,
		Morning: clock(r.Hours.Morning), Evening: clock(r.Hours.Evening), WorkDays: r.Hours.WorkDays, Escalate: r.EscalateDays, Threads: r.Threads, HoldOut: r.HoldOut, Kinds: map[string]string{},
	}
	for _, k := range cardKinds {
		t.Kinds[string(k)] = string(alert.AsCard)
	}
	for k, manner := range r.Manners {
		t.Kinds[string(k)] = string(manner)
	}
	return t
}

// alerts reads the rules of alerts. The company's zone and working week are those
// of everything else.
func (f *file) alerts(zone *time.Location, week scoring.WorkWeek, faults *scoring.Faults) alert.Rules {
	t := f.Alerts
	r := alert.DefaultRules()
	r.Channel, r.Operations, r.Sandbox, r.RealertDays, r.Budget, r.HoldOut = t.Channel, t.Operations, t.Sandbox, t.RealertDays, t.Budget, t.HoldOut
	r.EscalateDays, r.Threads = t.Escalate, t.Threads
	r.Hours = alert.Hours{
		Zone: zone, Morning: readClock(t.Morning, faults, "alerts", "morning"), Evening: readClock(t.Evening, faults, "alerts", "evening"),
		WorkDays: t.WorkDays, Working: week.Working, Holidays: week.Holidays,
	}
	if t.QuietHours != "" {
		from, to, ok := strings.Cut(t.QuietHours, "-")
		if !ok {
			faults.Add(fmt.Sprintf("%q are no hours such as 19:00-07:30", t.QuietHours), "alerts", "quiet_hours")
		} else {
			r.Hours.QuietFrom = readClock(strings.TrimSpace(from), faults, "alerts", "quiet_hours")
			r.Hours.QuietTo = readClock(strings.TrimSpace(to), faults, "alerts", "quiet_hours")
		}
	}
	for key, name := range map[string]string{"channel": t.Channel, "operations": t.Operations} {
		if strings.TrimSpace(name) == "" {
			faults.Add("is empty; name a channel such as #alerts", "alerts", key)
		}
	}
	faults.NotBelow(t.RealertDays, 0, "alerts", "realert_days")
	faults.NotBelow(t.Budget, -1, "alerts", "budget")
	faults.NotBelow(t.Escalate, 0, "alerts", "escalate_days")
	if t.HoldOut < 0 || t.HoldOut > 50 {
		faults.Add(fmt.Sprintf("%d is not a percentage from 0 to 50", t.HoldOut), "alerts", "hold_out")
	}
	r.Manners, r.Names = map[alert.Kind]alert.Manner{}, map[alert.Kind]string{}
	for _, name := range slices.Sorted(maps.Keys(t.Kinds)) {
		how, level, leveled := strings.Cut(t.Kinds[name], ",")
		kind := f.routedKind(name, faults, "alerts", "kinds", name)
		if leveled {
			r.Names[kind] = f.discretion(strings.TrimSpace(level), faults, "alerts", "kinds", name)
		}
		if how = strings.TrimSpace(how); kind != alert.KindActNow {
			r.Manners[kind] = manner(how, faults, "alerts", "kinds", name)
		} else if how != string(alert.AsCard) {
			faults.Add(fmt.Sprintf("%q is not card: requests always have a card", how), "alerts", "kinds", name)
		}
	}
	for i := range f.Routes {
		r.Routes = append(r.Routes, f.route(i, faults))
	}
	for i := range f.Plays {
		r.Plays = append(r.Plays, f.play(i, faults))
	}
	r.Readers = f.readers(faults)
	return r
}

// kind reads the name of a kind of card.
func (f *file) kind(name string, faults *scoring.Faults, key ...any) alert.Kind {
	if kind := alert.Kind(name); slices.Contains(cardKinds, kind) {
		return kind
	}
	faults.Add(fmt.Sprintf("%q is not one of %s", name, strings.Join(words(cardKinds), ", ")), key...)
	return ""
}

// nameLevels are what may be learned of people, the least first.
var nameLevels = []string{"none", "title", "full"}

// discretion reads what alerts of a kind say of people: no more than channels learn.
func (f *file) discretion(level string, faults *scoring.Faults, key ...any) string {
	switch at := slices.Index(nameLevels, level); {
	case at < 0:
		faults.Add(fmt.Sprintf("%q is not one of %s", level, strings.Join(nameLevels, ", ")), key...)
	case at > max(0, slices.Index(nameLevels, f.Privacy.ChannelNames)):
		faults.Add(fmt.Sprintf("%q says more than channel_names = %q under [privacy]: a kind may only say less", level, f.Privacy.ChannelNames), key...)
	}
	return level
}

func manner(name string, faults *scoring.Faults, key ...any) alert.Manner {
	all := []alert.Manner{alert.AsCard, alert.AsDirect, alert.AsLine, alert.Off}
	if !slices.Contains(all, alert.Manner(name)) {
		faults.Add(fmt.Sprintf("%q is not one of %s", name, strings.Join(words(all), ", ")), key...)
	}
	return alert.Manner(name)
}

// words are the texts of names.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// mostSteps is how many steps a play has at most: what a message has room for.
const mostSteps = 20

// play reads one play.
func (f *file) play(i int, faults *scoring.Faults) alert.Play {
	t := f.Plays[i]
	p := alert.Play{Name: strings.TrimSpace(t.Name), Tiers: t.Tiers, Segments: t.Segments, Seen: t.Seen, Departments: t.Departments}
	if p.Name == "" || len(p.Name) > 60 {
		faults.Add("is no name of at most 60 letters, such as \"Pricing follow-up\"", "plays", i, "name")
	}
	for k, name := range t.Kinds {
		p.Kinds = append(p.Kinds, f.routedKind(name, faults, "plays", i, "kinds", k))
	}
	levels := []account.Level{account.CLevel, account.VP, account.Director, account.Manager, account.Contributor}
	for k, name := range t.Levels {
		if !slices.Contains(levels, account.Level(name)) {
			faults.Add(fmt.Sprintf("%q is not one of %s", name, strings.Join(words(levels), ", ")), "plays", i, "levels", k)
		}
		p.Levels = append(p.Levels, account.Level(name))
	}
	if len(t.Steps) == 0 || len(t.Steps) > mostSteps {
		faults.Add(fmt.Sprintf("a play has 1 to %d steps", mostSteps), "plays", i, "steps")
	}
	for k, s := range t.Steps {
		step := alert.Move{Do: strings.TrimSpace(s.Do), Who: strings.TrimSpace(s.Who), Through: s.Through, Day: s.Day}
		if step.Do == "" {
			faults.Add("is empty; say what is to be done", "plays", i, "steps", k, "do")
		}
		if w := step.Who; w != "" && w != alert.ToOwner && w != alert.ToManager && !strings.Contains(w, "@") {
			faults.Add(fmt.Sprintf("%q is not owner, manager or an e-mail address", w), "plays", i, "steps", k, "who")
		}
		faults.NotBelow(s.Day, 0, "plays", i, "steps", k, "day")
		p.Steps = append(p.Steps, step)
	}
	return p
}

// routedKind reads the name of a kind of alert, requests included.
func (f *file) routedKind(name string, faults *scoring.Faults, key ...any) alert.Kind {
	if name == string(alert.KindActNow) {
		return alert.KindActNow
	}
	return f.kind(name, faults, key...)
}

// route reads one route.
func (f *file) route(i int, faults *scoring.Faults) alert.Route {
	t := f.Routes[i]
	r := alert.Route{Territories: t.Territories, Tiers: t.Tiers, Segments: t.Segments, Owners: t.Owners, Centers: t.Centers, To: strings.TrimSpace(t.To)}
	for k, name := range t.Kinds {
		r.Kinds = append(r.Kinds, f.routedKind(name, faults, "routes", i, "kinds", k))
	}
	if r.To == "" {
		faults.Add("is empty; name a channel such as #emea, owner or manager", "routes", i, "to")
	}
	if t.Timezone != "" {
		zone, err := time.LoadLocation(t.Timezone)
		if err != nil {
			faults.Add(fmt.Sprintf("%q is not a time zone such as Europe/Berlin", t.Timezone), "routes", i, "timezone")
		}
		r.Zone = zone
	}
	return r
}

// readers reads who reads for whom.
func (f *file) readers(faults *scoring.Faults) map[string]alert.Reader {
	out := map[string]alert.Reader{}
	for mail, p := range f.People {
		reader := alert.Reader{Manager: strings.ToLower(p.Manager)}
		for i, l := range p.Away {
			day := func(text, key string) account.Day {
				d, err := account.ParseDay(text)
				if err != nil {
					faults.Add(reason(err), "people", mail, "away", i, key)
				}
				return d
			}
			leave := alert.Leave{Span: account.Span{From: day(l.From, "from"), To: day(l.To, "to")}, Delegate: strings.ToLower(l.Delegate)}
			switch {
			case leave.Span.To < leave.Span.From:
				faults.Add("is before from", "people", mail, "away", i, "to")
			case !strings.Contains(l.Delegate, "@"):
				faults.Add(fmt.Sprintf("%q is no e-mail address of whoever reads meanwhile", l.Delegate), "people", mail, "away", i, "delegate")
			}
			reader.Away = append(reader.Away, leave)
		}
		out[strings.ToLower(mail)] = reader
	}
	return out
}
