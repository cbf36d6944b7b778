package config

import (
	"fmt"
	"os"
	"strings"
)

// Secrets are read from the environment, never from the config file.
type Secrets struct {
	BotToken      string // SLACK_BOT_TOKEN, xoxb-...
	AppToken      string // SLACK_APP_TOKEN, xapp-..., for socket mode
	SigningSecret string // SLACK_SIGNING_SECRET, for http mode
	WriteKey      string // ENGAGEMENT_WRITE_KEY, for the ingest listener
}

// LoadSecrets reads each secret from its variable, or from the file that the
// variable with _FILE appended names.
func LoadSecrets(lookup func(string) (string, bool)) (Secrets, error) {
	var s Secrets
	for _, v := range []struct {
		name string
		to   *string
	}{
		{"SLACK_BOT_TOKEN", &s.BotToken},
		{"SLACK_APP_TOKEN", &s.AppToken},
		{"SLACK_SIGNING_SECRET", &s.SigningSecret},
		{"ENGAGEMENT_WRITE_KEY", &s.WriteKey},
	} {
		value, ok := lookup(v.name)
		if path, fromFile := lookup(v.name + "_FILE"); fromFile && !ok {
			text, err := os.ReadFile(path)
			if err != nil {
				return s, fmt.Errorf("read the file that %s_FILE names: %w", v.name, err)
			}
			value = string(text)
		}
		*v.to = strings.TrimSpace(value)
	}
	return s, nil
}
