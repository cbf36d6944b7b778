package bot

import (
	"regexp"
	"strings"
)

// example is a line of the help: what to write, and what comes back.
type example struct{ write, answer string }

// chapters are the help by what somebody wants: only what works.
var chapters = []struct {
	title    string
	examples []example
}{
	{"What you can ask about one account", []example{
		{"acme", "where it stands: minutes, people, whose move"},
		{"acme quarter", "a period in numbers, against the one before; also 30d, last month, FROM..TO"},
		{"acme trend 90d", "its minutes day by day, as a picture"},
		{"acme timeline quarter", "who did what when, for a review"},
		{"acme heatmap", "who is engaged by department and level, and who is missing"},
		{"acme people", "who is engaged, who champions us, what they looked at last"},
		{"acme meetings quarter", "meetings and calls, held and to come"},
		{"acme why", "the activities behind its minutes"},
		{"acme whynot", "what it lacks to become an MQA, and the fastest way there"},
		{"audit acme", "why alerts were sent, or were not, and what waits"},
		{"compare acme vs globex", "two to four accounts side by side"},
		{"card NAME", "where the name of an account is a command"},
	}},
	{"About many accounts", []example{
		{"top mine", "by minutes in 30 days; also @ann, tier:1, territory:West, segment:X, then rising, falling, flat or mqa, then how many"},
		{"mqa week", "accounts that became MQAs, and still are"},
		{"movers", "who spent more or less than in a normal week"},
		{"digest now", "your week: what waits, moved, comes and went quiet; also all, territory:West, or marketing before it"},
		{"digest weekly mon 09:00", "the same every week, by your clock; `digest list`, `digest edit d3 tue 10:00`, `digest stop d3`"},
		{"alerts quarter", "how many alerts were told, taken on and worth it, by kind and channel; `alerts listed week` names those that had no card"},
		{"heatmap tier:1", "a heatmap of a group"},
		{"report quarter by territory", "minutes by territory, segment, tier, persona, owner, industry, campaign, asset or channel; a value at the end lists its accounts"},
		{"meetings quarter by owner", "meetings by owner, territory, segment, tier or industry"},
	}},
	{"What you can do", []example{
		{"watch acme", "follow it without owning it; `unwatch acme`, `watches`"},
		{"mute acme 14d", "no alerts for a while, but of people who ask for us; `mute acme surges 14d` (or stalls, mqas, returns, champions, seniors, beginnings, expansions), `unmute acme`"},
		{"log acme dinner 2h with jane@acme.com", "what you did with them; `log` alone opens a form"},
		{"match", "who is on no account, by minutes lost, to be assigned from the menu; `match jane@acme.com to globex`, `match jane@acme.com not acme`, `match acme.de never`"},
		{"play acme with NAME", "begin a play of your team's there: its steps, whose they are and until when; `plays` lists yours that are open"},
		{"settings", "your zone, quiet hours and briefs"},
	}},
}

// quotedCommand finds the commands in what the help says of others.
var quotedCommand = regexp.MustCompile("`([^`]+)`")

// Commands lists every command that the help names, as the help writes it, and
// help itself.
func Commands() []string {
	all := []string{string(ShowHelp)}
	for _, c := range chapters {
		for _, e := range c.examples {
			all = append(all, e.write)
			for _, quoted := range quotedCommand.FindAllStringSubmatch(e.answer, -1) {
				all = append(all, quoted[1])
			}
		}
	}
	return all
}

// helpMessage lists what can be asked.
func helpMessage() Message {
	m := Message{Text: "What you can ask"}
	var parts []string
	for n, c := range chapters {
		lines := []string{"*" + c.title + "*"}
		for _, e := range c.examples {
			command := e.write
			if n == 0 && len(lines) == 1 {
				command = "/engagement " + command
			}
			lines = append(lines, "`"+command+"` · "+e.answer)
		}
		text := strings.Join(lines, "\n")
		parts, m.Blocks = append(parts, text), append(m.Blocks, section(text))
	}
	foot := "Accounts are found by name, alias, domain or id. In threads write @engagement instead of /engagement. Answers are seen by you alone."
	m.Blocks = append(m.Blocks, contextLine(foot))
	m.Twin = plainly(strings.Join(append(parts, foot), "\n"))
	return m
}
