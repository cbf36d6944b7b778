package bot

import (
	"strings"

	"github.com/slack-go/slack"
)

// example is a line of the help: what to write, and what comes back.
type example struct{ write, answer string }

var examples = []example{
	{"/engagement acme", "where an account stands: minutes, people, whose move"},
	{"/engagement acme trend 90d", "its minutes day by day, as a picture (14d to 365d)"},
	{"/engagement acme why", "the activities behind its minutes"},
	{"/engagement acme whynot", "what it lacks to become an MQA, and the fastest way there"},
	{"/engagement acme quarter", "the period in numbers, against the same day of the last quarter; also 30d, last month, FROM..TO"},
	{"/engagement acme people 90d", "who is engaged, who champions us, which personas and what they looked at last"},
	{"/engagement acme meetings quarter", "meetings and calls, held and to come"},
	{"/engagement acme heatmap 90d", "who is engaged, by department and level, and who is missing"},
	{"/engagement heatmap tier:1", "the same for a group: tier:1, territory:West, segment:X, industry:X, @owner or all"},
	{"/engagement report quarter by territory", "minutes by territory, segment, tier, persona, owner, industry, campaign, asset or channel, against the period before"},
	{"/engagement report quarter by territory West", "the accounts behind one row"},
	{"/engagement meetings quarter by owner", "meetings held and scheduled, by owner, territory, segment, tier or industry"},
	{"/engagement card acme", "the same, where the name of an account is a command"},
	{"/engagement help", "this list"},
}

// helpMessage lists what can be asked: only what works.
func helpMessage() Message {
	lines := []string{"*What you can ask*"}
	for _, e := range examples {
		lines = append(lines, "`"+e.write+"` · "+e.answer)
	}
	lines = append(lines, "Accounts are found by name, alias, domain or id. Answers are seen by you alone.")
	text := strings.Join(lines, "\n")
	return Message{Text: "What you can ask", Twin: strings.NewReplacer("*", "", "`", "").Replace(text), Blocks: []slack.Block{section(text)}}
}
