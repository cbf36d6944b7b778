package ingest

import (
	"strings"

	"github.com/mileusna/useragent"
)

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
