package config

import (
	"engagement/alert"
	"engagement/ingest"
	"engagement/scoring"
)

// presetFile writes down the default policies of the other packages, and a
// preset of scoring. Only what no package owns has its default here.
func presetFile(preset string) (*file, error) {
	policy, err := scoring.Preset(preset)
	if err != nil {
		return nil, err
	}
	rules, people := alert.DefaultRules(), ingest.DefaultPolicy()
	f := &file{
		Preset:   preset,
		Company:  companyTable{Name: "Our company", Domains: []string{}, Timezone: "UTC", Week: defaultWeek, Fiscal: defaultYear},
		Slack:    slackTable{Mode: "socket", Managers: []string{}, Admins: []string{}, Domains: []string{}},
		Alerts:   describeAlerts(rules),
		Privacy:  privacyTable{ChannelNames: "title"},
		Schedule: scheduleTable{Nightly: "02:30"},
		Ingest:   ingestTable{FreeMail: []string{}, NotFreeMail: []string{}, DataCentres: []string{}, TestAddresses: people.TestAddresses},
	}
	f.describe(policy)
	return f, nil
}
