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
		return nil, usage(fmt.Errorf("--slack-api %q is not an address: %w", api, account.ErrInvalid), "--slack-api http://127.0.0.1:8080/api/")
	}
	return []string{u.Host}, nil
}
