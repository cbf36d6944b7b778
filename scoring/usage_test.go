package scoring

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"engagement/account"
)

func TestUsage(t *testing.T) {
	p := DefaultPolicy()
	p.Rules = append([]Rule{{Name: "ours", URL: "*/ours*", Becomes: "content.download"}, {Name: "typo", URL: "*/prcing*", Becomes: "content.download"}}, p.Rules...)
	p.Types["fax"] = Type{Minutes: account.Minute, Group: "sales", Caps: mustCaps("1x/day")}
	p.Types["telex"] = Type{Minutes: account.Minute, Group: "sales", Caps: mustCaps("1x/day")}
	ours := doing("web.page_view", "vp", 100)
	ours.URL = "https://ours.com/ours"
	f := acme(ours, doing("fax", "vp", 5), doing("fax", "vp", 5), doing("fax", "ic", 95), doing("unheard of", "ic", 2))
	var u, half Usage
	s := NewScorer(&p)
	s.Usage(f, account.Window(today, 90), &half)
	u.Merge(&half)
	u.Merge(&half)
	got := map[string]Used{}
	for _, one := range u.Of(&p) {
		got[one.What+" "+one.Name] = one
	}
	for _, want := range []Used{
		{What: "rule", Name: "ours", Own: true, Ever: 2},
		{What: "rule", Name: "typo", Own: true},
		{What: "type", Name: "fax", Own: true, Ever: 6, Recent: 4},
		{What: "type", Name: "telex", Own: true},
		{What: "cap", Name: "fax 1x/day", Own: true, Ever: 2, Recent: 2},
		{What: "cap", Name: "telex 1x/day", Own: true},
		{What: "type", Name: "content.download", Ever: 2},
		{What: "type", Name: "email.reply"},
	} {
		if diff := gocmp.Diff(want, got[want.What+" "+want.Name]); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", want.What, want.Name, diff)
		}
	}
	if n := len(u.Of(&p)); n != len(got) {
		t.Errorf("%d rules, types and caps, but %d names", n, len(got))
	}
}
