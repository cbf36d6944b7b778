package config

// file is the shape of the TOML file. Its field order is the order of
// config.example.toml, its comments are the comments there.
type file struct {
	Preset   string                 `toml:"preset" comment:"What this file is laid over: recommended, starter (the six signals most teams begin with) or engagio\n(the unweighted minutes of the original articles). What a file says itself wins, so with another preset\nkeep only the keys that you mean to change: this one says all of recommended."`
	Company  companyTable           `toml:"company" comment:"Who we are. Days are counted in this time zone."`
	Slack    slackTable             `toml:"slack" comment:"How the bot is reached: socket needs no public address, http listens for Slack's requests.\nTokens come from the environment: SLACK_BOT_TOKEN, SLACK_APP_TOKEN (socket), SLACK_SIGNING_SECRET (http)."`
	Alerts   alertsTable            `toml:"alerts" comment:"Where cards go, and what keeps them rare."`
	Privacy  privacyTable           `toml:"privacy"`
	Schedule scheduleTable          `toml:"schedule"`
	Ingest   ingestTable            `toml:"ingest"`
	Heat     heatTable              `toml:"heat" comment:"Heat ranks accounts: minutes lose half of it in this many days (7 to 180)."`
	Grade    gradeTable             `toml:"grade" comment:"The single 1 to 4 score, in percent of the account's own MQA threshold. 4 is an MQA."`
	MQA      mqaTable               `toml:"mqa" comment:"When an account is marketing qualified: enough minutes, from enough people, on enough occasions.\nParts of an account that buy on their own are judged on their own: [[centers]] with name, and departments or\ncountries of their people (a person's own, else the account's); minutes and people where they need others than\nthe account does. An opportunity is about the center that its column center names."`
	Spikes   spikesTable            `toml:"spikes" comment:"Surges: weeks far above an account's own normal, in the minutes that count for the MQA. The defaults are\ncalibrated to less than one false alarm an account in half a year; what was told stays told when they change."`
	Stalls   stallsTable            `toml:"stalls"`
	Stages   []stageTable           `toml:"stages" comment:"The journey. The last stage whose conditions all hold is the account's."`
	Weights  weightsTable           `toml:"weights" comment:"What minutes are multiplied by, in percent. 0 keeps the record and counts nothing."`
	Segments []segmentTable         `toml:"segments,omitempty"`
	Heatmap  heatmapTable           `toml:"heatmap" comment:"Who ought to be engaged: what heatmaps are measured against. Learned from the accounts that were won,\nor configured cells; a cell that is wanted and empty is a blind spot."`
	Personas []personaTable         `toml:"personas" comment:"Named groups of people, first match wins. The absence of a wanted one is a blind spot."`
	Releases []releaseTable         `toml:"releases,omitempty"`
	Centers  []centerTable          `toml:"centers,omitempty"`
	Routes   []routeTable           `toml:"routes,omitempty"`
	Plays    []playTable            `toml:"plays,omitempty"`
	People   map[string]personTable `toml:"people,omitempty"`
	Pools    map[string][]string    `toml:"pools" comment:"Caps that several types share."`
	Sources  map[string]sourceTable `toml:"sources,omitempty"`
	Rules    []ruleTable            `toml:"rules" comment:"Rules rename activities before types are looked up; the first match wins. * stands for any text."`
	Doubles  doublesTable           `toml:"doubles" comment:"Pairs of types that one deed leaves behind: same person, same asset, same day,\nthis close together, count once, the higher one."`
	Robots   robotsTable            `toml:"robots" comment:"What the rows around a mail's show of a robot: kept, and worth nothing."`
	Sessions sessionsTable          `toml:"sessions" comment:"A session whose active time is known replaces the page views of the same person from its start (occurred_at)\nuntil there was none for so long; of people nobody knows, those that name the session in asset."`
	Types    map[string]typeTable   `toml:"types" comment:"What each kind of activity is worth, in minutes. Caps are per person, before weights: 3x/day, 2x/day/url, 1x/asset,\n1x/event, 30min/week, 2x/30d, 30min/activity; 240min/meeting/account holds everybody at the account together."`
}

type companyTable struct {
	Name        string   `toml:"name"`
	Domains     []string `toml:"domains" comment:"Our own: their people are never prospects."`
	Timezone    string   `toml:"timezone"`
	WorkingDays []string `toml:"working_days" comment:"When your customers work; on other days, and on holidays such as \"2026-12-25\", less is expected of them."`
	Holidays    []string `toml:"holidays"`
	Week        string   `toml:"week_start" comment:"monday, sunday..."`
	Fiscal      string   `toml:"fiscal_year_start" comment:"Month and day, for quarters and years."`
}

type slackTable struct {
	Mode     string   `toml:"mode" comment:"socket or http"`
	Listen   string   `toml:"listen" comment:"Address for http mode, e.g. 127.0.0.1:8090"`
	Guests   bool     `toml:"guests" comment:"Whether guests of the workspace may ask."`
	Managers []string `toml:"manager_groups" comment:"User groups of Slack (\"@sales-leads\") whose members log and mute for all accounts."`
	Admins   []string `toml:"admin_groups" comment:"and who may do everything. [people] says so of single addresses."`
	Domains  []string `toml:"crm_domains" comment:"Domains of the CRM, at most five: links to accounts there are shown with where the account stands.\nThey are part of the app's manifest."`
}

type privacyTable struct {
	ChannelNames   string `toml:"channel_names" comment:"What channels learn of people: none, title (\"a VP, Finance\") or full."`
	SharedChannels bool   `toml:"shared_channels" comment:"Whether account data may be shown in channels where people of other companies read."`
}

type scheduleTable struct {
	Nightly string `toml:"nightly" comment:"Local time of the nightly rebuild."`
}

type ingestTable struct {
	HTTP            httpTable `toml:"http" comment:"Where activities may be sent; empty is off. The write key is ENGAGEMENT_WRITE_KEY."`
	Admin           string    `toml:"admin" comment:"Address of /healthz and /readyz; empty is off."`
	FreeMail        []string  `toml:"free_mail" comment:"Domains to add to the built-in list of free mail."`
	NotFreeMail     []string  `toml:"not_free_mail" comment:"Domains to take off it."`
	TestAddresses   []string  `toml:"test_addresses" comment:"Addresses that never count: \"test@\" is any address with that name, \"example.com\" a whole domain."`
	AnonymousWeight int       `toml:"anonymous_certainty" comment:"Percent that a visit counts for when only the company is known."`
	TaggedWeight    int       `toml:"tagged_certainty" comment:"The same where a mark in the link says who it was (column tagged): links are passed on."`
	DataCentres     []string  `toml:"data_centres" comment:"Networks of machines such as \"192.0.2.0/24\": what comes from there is a robot's doing."`
	Ceiling         float64   `toml:"ceiling" comment:"Most minutes one person can earn in a day: imports gone wrong stop here. doctor says what is held back;\n[[releases]] with contact and day lets one person's day through."`
}

type httpTable struct {
	Listen string `toml:"listen"`
}

type heatTable struct {
	HalfLifeDays int `toml:"half_life_days"`
}

type gradeTable struct {
	ThreePercent int     `toml:"three_percent"`
	TwoPercent   int     `toml:"two_percent"`
	TwoMinutes   float64 `toml:"two_minutes"`
}

type mqaTable struct {
	Window       int              `toml:"window" comment:"days"`
	Groups       []string         `toml:"groups" comment:"Whose minutes count. Without sales, our own meetings cannot qualify an account."`
	Events       int              `toml:"events" comment:"Distinct assets or events the minutes must come from."`
	Days         int              `toml:"days" comment:"Distinct days the minutes must come from."`
	PerEvent     float64          `toml:"per_event" comment:"Most minutes that one event counts for, however many people came."`
	LeavePercent int              `toml:"leave_percent" comment:"An account leaves below this part of its threshold ..."`
	LeaveNights  int              `toml:"leave_nights" comment:"... for this many nights running."`
	Excluded     []string         `toml:"excluded" comment:"Relations that never qualify."`
	Personas     []string         `toml:"personas" comment:"Personas of which somebody must be engaged, any of them: [\"IT leader\"]; [] asks for nobody."`
	RollUp       bool             `toml:"rollup" comment:"Whether an account also qualifies by its family: what it and all accounts below it (parent_id) bring together, against its own\nthreshold. Left out are accounts below whose relation never qualifies, and what others did while they were customers or had an\nopen opportunity."`
	Thresholds   []thresholdTable `toml:"thresholds" comment:"By funnel or tier; funnel = \"\" is everybody else. Sizes: below 100, 1,000, 10,000 employees, and above."`
}

type thresholdTable struct {
	Funnel  string    `toml:"funnel"`
	Minutes []float64 `toml:"minutes,inline"`
	People  []int     `toml:"people,inline"`
	Floor   float64   `toml:"floor" comment:"Minutes before a person counts."`
	Senior  float64   `toml:"senior,omitempty" comment:"One Director or above with this many minutes is enough people."`
}

type stageTable struct {
	Name        string  `toml:"name"`
	Minutes     float64 `toml:"minutes,omitempty"`
	Window      int     `toml:"window,omitempty"`
	MQA         bool    `toml:"mqa,omitempty"`
	Opportunity string  `toml:"opportunity,omitempty"`
	Relation    string  `toml:"relation,omitempty"`
}

type weightsTable struct {
	Level   map[string]int `toml:"level"`
	Persona map[string]int `toml:"persona"`
	Tier    map[string]int `toml:"tier"`
}

type personaTable struct {
	Name        string   `toml:"name"`
	Departments []string `toml:"departments,omitempty"`
	Levels      []string `toml:"levels,omitempty"`
	Wanted      bool     `toml:"wanted,omitempty"`
}

type releaseTable struct {
	Contact string `toml:"contact"`
	Day     string `toml:"day"`
}

type centerTable struct {
	Name        string   `toml:"name"`
	Departments []string `toml:"departments,omitempty"`
	Countries   []string `toml:"countries,omitempty"`
	Minutes     float64  `toml:"minutes,omitempty"`
	People      int      `toml:"people,omitempty"`
}

type segmentTable struct {
	Name       string   `toml:"name"`
	Industries []string `toml:"industries,omitempty"`
	Sizes      []string `toml:"sizes,omitempty"`
	Countries  []string `toml:"countries,omitempty"`
	Tiers      []string `toml:"tiers,omitempty"`
}

type heatmapTable struct {
	Ideal    string        `toml:"ideal" comment:"learned, configured or none"`
	LeastWon int           `toml:"least_won" comment:"With fewer won accounts than this, what is configured holds."`
	Days     int           `toml:"days_before_win" comment:"What is learned from: the days before each win."`
	Percent  int           `toml:"share_percent" comment:"A cell is wanted where this part of the won accounts had somebody engaged,"`
	Floor    float64       `toml:"least_minutes" comment:"which is from so many minutes on: an opened newsletter wins nobody."`
	Wanted   []wantedTable `toml:"wanted" comment:"Without levels, anybody of the department will do."`
}

type wantedTable struct {
	Department string   `toml:"department"`
	Levels     []string `toml:"levels,omitempty"`
}

type sourceTable struct {
	Types map[string]string `toml:"types"`
}

type ruleTable struct {
	Name      string `toml:"name"`
	Type      string `toml:"type,omitempty"`
	URL       string `toml:"url,omitempty"`
	Asset     string `toml:"asset,omitempty"`
	Campaign  string `toml:"campaign,omitempty"`
	Status    string `toml:"status,omitempty"`
	Anonymous bool   `toml:"anonymous,omitempty"`
	Becomes   string `toml:"becomes"`
}

type doublesTable struct {
	WithinMinutes int           `toml:"within_minutes"`
	Pairs         []doubleTable `toml:"pairs"`
}

type doubleTable struct {
	One   string `toml:"one"`
	Other string `toml:"other"`
}

type robotsTable struct {
	Deliveries   []string `toml:"deliveries" comment:"Types (* stands for any text) of a mail delivered, opened, clicked; the mail is named by asset."`
	Opens        []string `toml:"opens"`
	Clicks       []string `toml:"clicks"`
	OpenSeconds  int      `toml:"open_seconds" comment:"Opened so soon after its delivery, or before; -1 is off."`
	Links        int      `toml:"links" comment:"So many links of one mail ..."`
	LinksSeconds int      `toml:"links_seconds" comment:"... followed within so long; links = 0 is off."`
}

type sessionsTable struct {
	GapMinutes int `toml:"gap_minutes"`
}

type typeTable struct {
	Label    string   `toml:"label,omitempty"`
	Minutes  float64  `toml:"minutes"`
	Group    string   `toml:"group"`
	Exact    bool     `toml:"exact,omitempty"`
	Percent  int      `toml:"exact_percent,omitempty"`
	Caps     []string `toml:"caps,omitempty"`
	Pool     string   `toml:"pool,omitempty"`
	ActNow   bool     `toml:"act_now,omitempty"`
	Event    bool     `toml:"event,omitempty"`
	Signal   string   `toml:"signal,omitempty"`
	Replaces []string `toml:"replaces,omitempty"`
	Channel  string   `toml:"channel,omitempty"`
	Bottom   bool     `toml:"bottom,omitempty"`
}
