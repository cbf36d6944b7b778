package config

import (
	"engagement/alert"
	"engagement/ingest"
	"engagement/scoring"
)

// defaultFile writes down the default policies of the other packages. Only
// what no package owns has its default here.
func defaultFile() *file {
	rules, people := alert.DefaultRules(), ingest.DefaultPolicy()
	f := &file{
		Company: companyTable{Name: "Our company", Domains: []string{}, Timezone: "UTC"},
		Slack:   slackTable{Mode: "socket"},
		Alerts: alertsTable{
			Channel: rules.Channel, Operations: rules.Operations, RealertDays: rules.RealertDays,
		},
		Privacy:  privacyTable{ChannelNames: "title"},
		Schedule: scheduleTable{Nightly: "02:30"},
		Ingest:   ingestTable{FreeMail: []string{}, NotFreeMail: []string{}, TestAddresses: people.TestAddresses},
	}
	f.describe(scoring.DefaultPolicy())
	return f
}
