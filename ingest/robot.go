package ingest

import (
	"strings"

	"github.com/mileusna/useragent"

	"engagement/account"
)

// signOf looks for what a row alone shows of a robot.
func (d *decoder) signOf(fields map[string]string, ip string) (bot bool, sign account.Sign) {
	switch {
	case robot(fields["user_agent"]):
		return true, account.Crawler
	case strings.EqualFold(fields["http_method"], "HEAD"):
		return true, account.HeadRequest
	case d.racks.Holds(ip):
		return true, account.DataCentre
	}
	return false, account.Declared
}

// scanners open the links of mails before a person does; they do not call
// themselves bots.
var scanners = [...]string{"barracuda", "mimecast", "proofpoint", "safelinks", "trendmicro", "symantec", "messagelabs", "ironport", "googleimageproxy", "yahoomailproxy"}

// robot reports whether a user agent is a crawler or a scanner of links: what
// it does is kept and earns nothing. An empty one is no evidence.
func robot(agent string) bool {
	if agent == "" {
		return false
	}
	if useragent.Parse(agent).Bot {
		return true
	}
	agent = strings.ToLower(agent)
	for _, s := range scanners {
		if strings.Contains(agent, s) {
			return true
		}
	}
	return false
}
