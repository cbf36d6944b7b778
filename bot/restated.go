package bot

import (
	"strings"

	"engagement/account"
)

// RestatedText says in one line what became of a number and why: "restated from
// 1,932 min (config 0123456789ab) to 1,540 (config ba9876543210): rules −310,
// matches −82". Causes that changed nothing are left out.
func RestatedText(b account.Bridge, from, to account.Report) string {
	var causes []string
	for _, c := range []struct {
		name string
		by   account.Milli
	}{{"activity", b.Activity}, {"late", b.Late}, {"rules", b.Rules}, {"matches", b.Match}, {"owners", b.Owner}} {
		if c.by != 0 {
			causes = append(causes, c.name+" "+withSign(c.by))
		}
	}
	if len(causes) == 0 {
		return "unchanged: " + b.From.String() + " min (config " + to.Config + ")"
	}
	return "restated from " + b.From.String() + " min (config " + from.Config + ") to " + b.To.String() + " (config " + to.Config + "): " + strings.Join(causes, ", ")
}
