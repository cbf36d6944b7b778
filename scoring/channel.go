package scoring

import "strings"

// channelOf is the channel of a type: what the config says, else the first
// part of its name ("web" of web.page_view).
func (t Type) channelOf(name string) string {
	if t.Channel != "" {
		return t.Channel
	}
	prefix, _, _ := strings.Cut(name, ".")
	return prefix
}
