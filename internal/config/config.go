package config

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"engagement/account"
	"engagement/alert"
	"engagement/ingest"
	"engagement/scoring"
)

// Config is the effective configuration.
type Config struct {
	Company      string
	Zone         *time.Location
	Calendar     account.Calendar
	Scoring      scoring.Policy
	Ingest       ingest.Policy
	Alert        alert.Rules
	ChannelNames string // none, title or full
	Slack        Slack
	// SharedChannels says whether account data may go where other companies read.
	SharedChannels bool
	People         map[string]Person // by e-mail, lower case
	Nightly        Clock
	IngestListen   string
	AdminListen    string
	Body           string // the effective file
	Hash           string // of Body; names the config in scores and facts
}

// Person is what the file says of one of us.
type Person struct {
	Slack string // user id; empty is whoever has the address
	Role  string // rep, manager or admin; empty is rep
}

// Slack says how the bot is reached.
type Slack struct {
	Mode     string // socket or http
	Listen   string
	Guests   bool
	Managers []string // user groups
	Admins   []string
	Domains  []string // of the CRM
}

// Slack takes so many domains.
const maxDomains = 5

var domainForm = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// Clock is a local time of day.
type Clock struct{ Hour, Minute uint }

// DefaultFile is looked for where no file is named.
const DefaultFile = "config.toml"

// Load reads a config file. An empty path reads DefaultFile if it exists, else
// takes the defaults. The error says line and column, and wraps
// account.ErrInvalid.
func Load(path string) (*Config, error) {
	if path == "" {
		if _, err := os.Stat(DefaultFile); errors.Is(err, os.ErrNotExist) {
			return Parse("built-in defaults", nil)
		}
		path = DefaultFile
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	return Parse(path, text)
}

// Parse lays text over the defaults. name stands in errors.
func Parse(name string, text []byte) (*Config, error) {
	unknown, err := strict(name, text)
	if err != nil {
		return nil, err
	}
	var c *Config
	merged, err := merge(text)
	if err == nil {
		c, err = merged.build()
	}
	if err != nil {
		err = located(name, text, err)
	}
	switch {
	case len(unknown) > 0 && err != nil:
		return nil, fmt.Errorf("%s\n%w", strings.Join(unknown, "\n"), err)
	case len(unknown) > 0:
		return nil, fmt.Errorf("%s: %w", strings.Join(unknown, "\n"), account.ErrInvalid)
	case err != nil:
		return nil, err
	}
	return c, nil
}

// strict refuses what is no config at all, and lists the keys that nobody
// understands.
func strict(name string, text []byte) (unknown []string, err error) {
	decoder := toml.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var f file
	err = decoder.Decode(&f)
	var missing *toml.StrictMissingError
	var syntax *toml.DecodeError
	switch {
	case errors.As(err, &missing):
		for _, e := range missing.Errors {
			row, column := e.Position()
			unknown = append(unknown, fmt.Sprintf("%s:%d:%d: unknown key %s", name, row, column, strings.Join(e.Key(), ".")))
		}
		return unknown, nil
	case errors.As(err, &syntax):
		row, column := syntax.Position()
		return nil, fmt.Errorf("%s:%d:%d: %s: %w", name, row, column, misfit(syntax), account.ErrInvalid)
	case err != nil:
		return nil, fmt.Errorf("%s: %w: %w", name, err, account.ErrInvalid)
	}
	return nil, nil
}

// wrongKind is what the library says of a value of another kind than its key's.
var wrongKind = regexp.MustCompile(`cannot decode TOML ([a-z ]+) into .* of type (\S+)$`)

// misfit says what is wrong with a line, in the words of the file: of a value of
// another kind, which key it is and what belongs there.
func misfit(e *toml.DecodeError) string {
	text := strings.TrimPrefix(e.Error(), "toml: ")
	parts := wrongKind.FindStringSubmatch(text)
	if parts == nil {
		return text
	}
	written := map[string]string{
		"string": "a text", "integer": "a whole number", "float": "a number with decimals", "boolean": "true or false", "bool": "true or false",
		"array": "a list", "table": "a table", "inline table": "a table",
	}
	belongs := "something else belongs"
	switch kind := parts[2]; {
	case strings.HasPrefix(kind, "[]"):
		belongs = "a list belongs"
	case strings.HasPrefix(kind, "int"):
		belongs = "a whole number belongs"
	case strings.HasPrefix(kind, "float"):
		belongs = "a number belongs"
	case kind == "bool":
		belongs = "true or false belongs"
	case kind == "string":
		belongs = "a text in quotes belongs"
	}
	return fmt.Sprintf("%s: %s stands where %s", strings.Join(e.Key(), "."), cmp.Or(written[parts[1]], "a "+parts[1]), belongs)
}

// merge lays a file over the preset that it names: tables key by key, the rest
// whole.
func merge(text []byte) (*file, error) {
	over, err := tree(text)
	if err != nil {
		return nil, err
	}
	var faults scoring.Faults
	unreal(over, nil, &faults)
	preset := scoring.Recommended
	if name, ok := over["preset"].(string); ok {
		preset = name
	}
	start, err := presetFile(preset)
	if err != nil {
		faults.Add(reason(err), "preset")
	}
	if len(faults) > 0 {
		return nil, faults
	}
	base, err := tree(start.encode())
	if err != nil {
		return nil, err
	}
	joined, err := toml.Marshal(overlay(base, over))
	if err != nil {
		return nil, fmt.Errorf("join with the defaults: %w", err)
	}
	var f file
	if err := toml.Unmarshal(joined, &f); err != nil {
		return nil, fmt.Errorf("read the joined config: %w", err)
	}
	return &f, nil
}

// reason is the text of an error without the sentinel at its end.
func reason(err error) string {
	return strings.TrimSuffix(err.Error(), ": "+account.ErrInvalid.Error())
}

func tree(text []byte) (map[string]any, error) {
	var t map[string]any
	if err := toml.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("read TOML: %w", err)
	}
	return t, nil
}

func overlay(base, over map[string]any) map[string]any {
	if base == nil {
		base = map[string]any{}
	}
	for key, value := range over {
		table, isTable := value.(map[string]any)
		below, wasTable := base[key].(map[string]any)
		if isTable && wasTable {
			base[key] = overlay(below, table)
			continue
		}
		base[key] = value
	}
	return base
}

// Defaults is the built-in configuration as a file: the recommended preset.
func Defaults() []byte {
	f, err := presetFile(scoring.Recommended)
	if err != nil {
		// The preset is built in: only a programming mistake gets here.
		panic(fmt.Sprintf("the recommended preset: %v", err))
	}
	return f.encode()
}

func (f *file) encode() []byte {
	var out bytes.Buffer
	encoder := toml.NewEncoder(&out)
	encoder.SetIndentTables(false)
	if err := encoder.Encode(f); err != nil {
		// The shape of the file is fixed: only a programming mistake gets here.
		panic(fmt.Sprintf("encode config: %v", err))
	}
	return out.Bytes()
}

// build makes the policies of the file. The error is scoring.Faults: everything
// that is wrong with its values.
func (f *file) build() (*Config, error) {
	var faults scoring.Faults
	zone, err := time.LoadLocation(f.Company.Timezone)
	if err != nil || f.Company.Timezone == "" {
		faults.Add(fmt.Sprintf("%q is not a time zone such as Europe/Berlin", f.Company.Timezone), "company", "timezone")
		zone = time.UTC
	}
	body := f.encode()
	sum := sha256.Sum256(body)
	c := &Config{
		Company: f.Company.Name, Zone: zone, ChannelNames: f.Privacy.ChannelNames,
		Slack: Slack(f.Slack), IngestListen: f.Ingest.HTTP.Listen, AdminListen: f.Ingest.Admin,
		SharedChannels: f.Privacy.SharedChannels, People: map[string]Person{}, Body: string(body), Hash: hex.EncodeToString(sum[:6]),
	}
	for mail, p := range f.People {
		c.People[strings.ToLower(mail)] = Person{Slack: p.Slack, Role: p.Role}
	}
	c.Ingest = ingest.Policy{
		Zone: zone, OwnDomains: f.Company.Domains, FreeMailAdd: f.Ingest.FreeMail, FreeMailExcept: f.Ingest.NotFreeMail,
		TestAddresses: f.Ingest.TestAddresses,
	}
	c.Ingest.DataCentres = f.Ingest.networks(&faults)
	at, err := time.Parse("15:04", f.Schedule.Nightly)
	if err != nil {
		faults.Add(fmt.Sprintf("%q is not a time such as 02:30", f.Schedule.Nightly), "schedule", "nightly")
	}
	c.Nightly = Clock{uint(at.Hour()), uint(at.Minute())}
	c.Calendar = f.Company.calendar(&faults)
	c.check(&faults)
	c.Scoring = f.scoring(zone, &faults)
	c.Alert = f.alerts(zone, c.Scoring.WorkWeek, &faults)
	if len(faults) > 0 {
		return nil, faults
	}
	return c, nil
}

// networks reads the networks of machines.
func (t ingestTable) networks(faults *scoring.Faults) ingest.Networks {
	var all []netip.Prefix
	for i, text := range t.DataCentres {
		network, err := ingest.ParseNetwork(text)
		if err != nil {
			faults.Add(reason(err), "ingest", "data_centres", i)
			continue
		}
		all = append(all, network)
	}
	return ingest.NewNetworks(all)
}

// check notes what is wrong with the settings that no other package owns.
func (c *Config) check(faults *scoring.Faults) {
	oneOf := func(value string, allowed []string, key ...any) {
		if !slices.Contains(allowed, value) {
			faults.Add(fmt.Sprintf("%q is not one of %s", value, strings.Join(allowed, ", ")), key...)
		}
	}
	oneOf(c.Slack.Mode, []string{"socket", "http"}, "slack", "mode")
	for mail, p := range c.People {
		if p.Role != "" {
			oneOf(p.Role, []string{"rep", "manager", "admin"}, "people", mail, "role")
		}
	}
	for i, domain := range c.Slack.Domains {
		if !domainForm.MatchString(domain) || i >= maxDomains {
			faults.Add(fmt.Sprintf("%q is not one of at most %d domains such as crm.example.com", domain, maxDomains), "slack", "crm_domains")
		}
	}
	oneOf(c.ChannelNames, nameLevels, "privacy", "channel_names")
}

// milli reads minutes of the file.
func milli(minutes float64) account.Milli { return account.Milli(math.Round(minutes * 1000)) }

// minutes writes minutes to the file.
func minutes(m account.Milli) float64 { return float64(m) / 1000 }
