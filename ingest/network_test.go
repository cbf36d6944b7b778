package ingest

import (
	"net/netip"
	"testing"

	"engagement/account"
)

func networks(t *testing.T, texts ...string) Networks {
	t.Helper()
	var all []netip.Prefix
	for _, text := range texts {
		network, err := ParseNetwork(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, network)
	}
	return NewNetworks(all)
}

func TestNetworks(t *testing.T) {
	n := networks(t, "192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "203.0.113.77/28")
	for ip, want := range map[string]bool{
		"192.0.2.1": true, "192.0.3.1": false, "198.51.100.7": true, "198.51.100.8": false, "2001:db8:1::2": true, "2001:db9::": false,
		"::ffff:192.0.2.1": true, "203.0.113.64": true, "203.0.113.63": false, "": false, "acme.com": false, "fe80::1%eth0": false,
	} {
		if got := n.Holds(ip); got != want {
			t.Errorf("%q in the networks: %v, want %v", ip, got, want)
		}
	}
	if (Networks{}).Holds("192.0.2.1") {
		t.Error("no network holds an address")
	}
	for _, text := range []string{"", "192.0.2.0/33", "rack 7", "::ffff:192.0.2.0/120"} {
		if _, err := ParseNetwork(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

// What a row alone shows of a robot, and which sign is kept.
func TestSignsOfRobots(t *testing.T) {
	policy := DefaultPolicy()
	policy.DataCentres = networks(t, "192.0.2.0/24")
	d := decoderFor(Activities, Options{Policy: policy})
	for name, c := range map[string]struct {
		column, value string
		bot           bool
		sign          account.Sign
	}{
		"a browser":      {"user_agent", "Mozilla/5.0 (Macintosh)", false, account.Declared},
		"a crawler":      {"user_agent", "Googlebot/2.1", true, account.Crawler},
		"a link scanner": {"user_agent", "Mimecast link check", true, account.Crawler},
		"HEAD":           {"http_method", "head", true, account.HeadRequest},
		"GET":            {"http_method", "GET", false, account.Declared},
		"data centre":    {"ip", "192.0.2.9", true, account.DataCentre},
		"an office":      {"ip", "198.51.100.9", false, account.Declared},
		"the row":        {"bot", "true", true, account.Declared},
		"not the row":    {"bot", "false", false, account.Declared},
	} {
		a, err := d.activity(map[string]string{"id": "x", "occurred_at": "2026-06-14T10:00:00Z", "type": "web.page_view", c.column: c.value})
		if err != nil || a.Bot != c.bot || a.Sign != c.sign {
			t.Errorf("%s: robot %v by sign %d, %v; want %v by %d", name, a.Bot, a.Sign, err, c.bot, c.sign)
		}
	}
	for value, want := range map[string]bool{"": false, "yes": true} {
		a, err := d.activity(map[string]string{"id": "x", "occurred_at": "2026-06-14T10:00:00Z", "type": "web.page_view", "tagged": value})
		if err != nil || a.Tagged != want {
			t.Errorf("tagged %q: %v, %v", value, a.Tagged, err)
		}
	}
}
