package alert

import (
	"strings"
	"testing"

	"engagement/account"
)

func TestSuggest(t *testing.T) {
	p := &Payload{Card: account.Card{
		Activities: []account.ActivityMinutes{{Touch: account.Touch{Label: "Pricing page"}}, {Touch: account.Touch{Label: "Download", Asset: "Clean data guide"}}},
		People:     []account.PersonMinutes{{Role: account.Role{Level: account.VP, Department: "Finance"}}, {Role: account.Role{Level: account.Director, Department: "IT"}}},
	}}
	at := about{Account: account.Account{Tier: "1"}, kind: KindMQA, segment: "Banks"}
	for name, tt := range map[string]struct {
		play Play
		fits bool
	}{
		"anything":            {Play{}, true},
		"the kind":            {Play{Kinds: []Kind{KindMQA}}, true},
		"another kind":        {Play{Kinds: []Kind{KindActNow}}, false},
		"another tier":        {Play{Tiers: []string{"2", "3"}}, false},
		"the segment":         {Play{Segments: []string{"banks"}}, true},
		"a label":             {Play{Seen: []string{"pricing*"}}, true},
		"an asset":            {Play{Seen: []string{"*data*"}}, true},
		"not seen":            {Play{Seen: []string{"*security*", "webinar"}}, false},
		"a department":        {Play{Departments: []string{"finance"}}, true},
		"a level":             {Play{Levels: []account.Level{account.Director}}, true},
		"both, of one person": {Play{Departments: []string{"Finance"}, Levels: []account.Level{account.Director}}, false},
	} {
		tt.play.Name = name
		got := Rules{Plays: []Play{tt.play}}.suggest(at, p)
		if (len(got) == 1) != tt.fits {
			t.Errorf("%s: suggested %q", name, got)
		}
	}
}

func FuzzLike(f *testing.F) {
	f.Add("a*b", "axxb")
	f.Add("*", "")
	f.Add("a*a", "a")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		lower := strings.ToLower(text)
		if !strings.Contains(pattern, "*") && like(pattern, text) != (strings.ToLower(pattern) == lower) {
			t.Errorf("%q and %q", pattern, text)
		}
		if !like("*"+strings.ReplaceAll(text, "*", "")+"*", "x"+strings.ReplaceAll(text, "*", "")+"y") {
			t.Errorf("*%q* does not hold", text)
		}
		if like(pattern, text) && len(strings.ReplaceAll(strings.ToLower(pattern), "*", "")) > len(strings.ToLower(text)) {
			t.Errorf("%q is longer than %q and matches", pattern, text)
		}
	})
}
