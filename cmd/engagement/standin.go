package main

import (
	"fmt"
	"net/url"

	"engagement/account"
)

// responseHosts lets a stand-in of Slack be answered at its own host. The real
// Slack needs none.
func responseHosts(api string) ([]string, error) {
	if api == "" {
		return nil, nil
	}
	u, err := url.Parse(api)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("--slack-api %q is not an address: %w", api, account.ErrInvalid)
	}
	return []string{u.Host}, nil
}
