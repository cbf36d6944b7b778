package bot

import (
	"testing"
	"time"

	"engagement/account"
	"engagement/alert"
)

// digestSample is a digest with something of everything; s is a name from outside.
func digestSample(kind account.DigestKind, s string) *account.Digest {
	ranked := account.Ranked{AccountID: "A1", Name: s, Owner: "ann.lee@ours.com", Grade: 3, Minutes7: 61 * account.Minute, Normal7: 14 * account.Minute, Minutes90: 146 * account.Minute, Move: "Sales"}
	d := &account.Digest{
		Scope: account.DigestScope{Kind: kind, Group: account.Group{By: account.ByTerritory, Value: s}}, Day: newYear, Config: "0123456789ab",
		Accounts: 120, Engaged: 31, Minutes: 412 * account.Minute, Before: 316 * account.Minute, Weeks: make([]account.Milli, 26), Listed: 4,
		Waiting:  []account.DigestAlert{{AccountID: "A2", Name: s, Kind: "mqa", Day: newYear - 4, Minutes: 146 * account.Minute}, {AccountID: "A3", Name: s, Owner: "ben@ours.com", Kind: "act_now", Day: newYear - 1}},
		Movers:   []account.Ranked{ranked},
		Found:    []account.DigestFinding{{AccountID: "A4", Name: s, Kind: account.NewSenior, Sentence: s + ", engaged for the first time"}},
		Meetings: []account.DigestMeeting{{AccountID: "A1", Name: s, Day: newYear + 2, Label: s, Invited: 3}},
		Quiet:    []account.DigestQuiet{{AccountID: "A5", Name: s, Last: newYear - 40, Normal7: 48 * account.Minute}, {AccountID: "A6", Name: s}},
		Trust:    account.Trust{Known: 90, Anonymous: 8, SelfReported: 2}, Silences: []account.Silence{{Source: s, Since: newYear - 9, Usual: 40}},
	}
	for i := range d.Weeks {
		d.Weeks[i] = account.Milli(200+7*i) * account.Minute
	}
	if kind == account.ManagerDigest {
		row := account.ReportRow{Value: s, Minutes: 900 * account.Minute, Before: 400 * account.Minute, Active: 14, Accounts: 40}
		other := account.ReportRow{Value: account.None, Minutes: 90 * account.Minute, Before: 140 * account.Minute, Active: 3, Accounts: 80}
		d.Quarter = &account.DigestQuarter{
			Targets: 100, Minutes: 4289 * account.Minute, Before: 1932 * account.Minute, Territories: []account.ReportRow{row, other}, Owners: []account.ReportRow{row, other},
			Segments: []account.ReportRow{row}, NewMQAs: 9, Claimed: 7, InTime: 6, Useless: 1, Held: 12, HeldBefore: 3,
			OffTarget: []account.Ranked{ranked}, OffTargets: 4, Silent: 2, SilentOf: 11, SilentNames: []string{s, s},
		}
	}
	if kind == account.MarketingDigest {
		d.Flats = 10
		d.Flat = []account.DigestFlat{{AccountID: "A7", Name: s, Grade: 3, Minutes90: 65 * account.Minute, Seen: []string{s, "Pricing page"}, Untouched: []string{"Finance", s}}}
	}
	return d
}

// nameAll gives the accounts of a sample names of their own.
func nameAll(d *account.Digest) {
	d.Waiting[0].Name, d.Waiting[1].Name, d.Movers[0].Name = "Globex", "Initech", "Acme Corp"
	d.Found[0].Name, d.Found[0].Sentence = "Umbrella", "VP, Finance, engaged for the first time: 12 min in 7 days, 12 in 90"
	d.Meetings[0].Name, d.Meetings[0].Label = "Acme Corp", "Quarterly review"
	d.Quiet[0].Name, d.Quiet[1].Name, d.Silences[0].Source = "Hooli", "Soylent", "linkedin"
	if q := d.Quarter; q != nil {
		q.Owners[0].Value, q.Segments[0].Value, q.OffTarget[0].Name, q.SilentNames = "ann.lee@ours.com", "Machinery", "Stark", []string{"Wayne", "Tyrell"}
		q.Owners[0].Minutes, q.Territories = 3000*account.Minute, q.Territories[:1]
	}
	for i := range d.Flat {
		d.Flat[i].Name, d.Flat[i].Seen[0], d.Flat[i].Untouched[1] = "Wonka", "Clean data guide", "Procurement"
	}
}

// silentSample is a card while a source is silent.
func silentSample(s string) Answer {
	a := sample()
	a.Silences = []account.Silence{{Source: s, Since: newYear - 9, Usual: 40}}
	return a
}

// digestSamples are digests as they are read.
func digestSamples(t *testing.T) map[string]Message {
	t.Helper()
	out := map[string]Message{}
	for _, kind := range []account.DigestKind{account.RepDigest, account.ManagerDigest, account.MarketingDigest} {
		d := digestSample(kind, "West")
		nameAll(d)
		if kind == account.RepDigest {
			d.Scope.Mine = true
			d.Restated = &account.Bridge{From: d.Before - 9*account.Minute, To: d.Before, Activity: 14 * account.Minute, Rules: -5 * account.Minute}
		}
		m, err := AlertMessage(alert.Message{ID: "digest", Kind: alert.KindDigest, Payload: alert.Payload{Digest: d, Today: newYear}}, Says{})
		if err != nil {
			t.Fatal(err)
		}
		out["digest-"+string(kind)] = m
	}
	silent := silentSample("linkedin")
	out["card-silent"] = CardMessage(silent, Picture{Name: "trend.png", Alt: trendAlt(silent.Account, silent.Card.Trend, newYear)})
	out["digest-empty"] = remark(nothingToSay(&account.Digest{Scope: account.DigestScope{Mine: true}, Day: newYear}))
	return out
}

// hostileDigests are digests full of names from outside.
func hostileDigests(t *testing.T, s string) []Message {
	t.Helper()
	var out []Message
	for _, kind := range []account.DigestKind{account.RepDigest, account.ManagerDigest, account.MarketingDigest} {
		d := digestSample(kind, s)
		for range 12 {
			d.Waiting, d.Flat, d.Quiet = append(d.Waiting, d.Waiting[0]), append(d.Flat, d.Flat...), append(d.Quiet, d.Quiet[0])
			if len(d.Flat) > 12 {
				d.Flat = d.Flat[:12]
			}
		}
		m, err := digestMessage(d, frozenFoot)
		if err != nil {
			t.Fatal(err)
		}
		a := silentSample(s)
		out = append(out, CardMessage(a, Picture{Name: "trend.png", Alt: trendAlt(a.Account, a.Card.Trend, newYear)}))
		out = append(out, m, remark(nothingToSay(d)), remark(inWords(account.Subscription{ID: "d1", UserID: "U1", Channel: "U1", Scope: d.Scope, Zone: s}, "you")))
	}
	return out
}

func TestParseDigest(t *testing.T) {
	for text, want := range map[string]Digesting{
		"digest":                                   {Do: "now", Scope: account.DigestScope{Kind: account.RepDigest, Mine: true}},
		"digest now all":                           {Do: "now", Scope: account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}}},
		"digest weekly mon 09:00":                  {Do: "weekly", Weekday: time.Monday, Minute: 540, Scope: account.DigestScope{Kind: account.RepDigest, Mine: true}},
		"Digest Weekly Sunday 7:05 #Sales all":     {Do: "weekly", Weekday: time.Sunday, Minute: 425, Channel: "#sales", Scope: account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}}},
		"digest weekly fri 17:00 <#C0A|sales> all": {Do: "weekly", Weekday: time.Friday, Minute: 1020, Channel: "C0A", Scope: account.DigestScope{Kind: account.ManagerDigest, Group: account.Group{Every: true}}},
		"digest edit d3 weekly tue 10:00":          {Do: "edit", ID: "d3", Weekday: time.Tuesday, Minute: 600, Scope: account.DigestScope{Kind: account.RepDigest, Mine: true}},
		"digest stop D3":                           {Do: "stop", ID: "d3"},
		"digest list":                              {Do: "list"},
	} {
		q, err := Parse(text)
		if err != nil || q.Verb != ShowDigest || q.Digest != want {
			t.Errorf("%q is %+v, %v", text, q.Digest, err)
		}
	}
	for _, text := range []string{"digest weekly", "digest weekly mon", "digest weekly someday 09:00", "digest weekly mon 25:00", "digest stop", "digest stop everything", "digest stop d1 d2", "digest list all", "digest now soon", "digest edit d1", "digest sometimes"} {
		if q, err := Parse(text); err == nil {
			t.Errorf("%q is %+v", text, q.Digest)
		}
	}
}
