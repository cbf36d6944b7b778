package scoring

import (
	"fmt"
	"strings"

	"engagement/account"
)

// The presets a config file can start from.
const (
	Recommended = "recommended"
	Starter     = "starter"
	Engagio     = "engagio"
)

// Presets lists the names of all presets.
var Presets = [...]string{Recommended, Starter, Engagio}

// Preset is a policy to start from:
//
//   - recommended is DefaultPolicy;
//   - starter counts the six signals that most teams begin with. Every other
//     type is known and worth 0 minutes; a request to be contacted still is one;
//   - engagio has the minutes of the original articles without weights, and
//     100 minutes from 2 people as everybody's threshold.
//
// Another name is account.ErrInvalid.
func Preset(name string) (Policy, error) {
	switch name {
	case Recommended:
		return DefaultPolicy(), nil
	case Starter:
		return starter(), nil
	case Engagio:
		return engagio(), nil
	default:
		return Policy{}, fmt.Errorf("%q is not one of %s: %w", name, strings.Join(Presets[:], ", "), account.ErrInvalid)
	}
}

func starter() Policy {
	p := DefaultPolicy()
	signals := map[string]bool{
		"web.page_pricing": true, "content.download": true, "webinar.attended": true,
		"meeting.held": true, "email.reply": true, "form.demo_request": true,
	}
	for name, t := range p.Types {
		if !signals[name] {
			t.Minutes, t.Exact, t.Percent, t.Replaces = 0, false, 0, nil
			p.Types[name] = t
		}
	}
	return p
}

func engagio() Policy {
	p := DefaultPolicy()
	for name, minutes := range map[string]account.Milli{
		"email.open": 1, "email.sales_open": 1, "content.download": 10, "webinar.attended": 30, "event.dinner": 120,
	} {
		t := p.Types[name]
		t.Minutes = minutes * account.Minute
		p.Types[name] = t
	}
	for level := range p.Weights.Level {
		p.Weights.Level[level] = 100
	}
	p.MQA.Thresholds = []Threshold{threshold("", 20, 0, [4]account.Milli{100, 100, 100, 100}, [4]int{2, 2, 2, 2})}
	return p
}
