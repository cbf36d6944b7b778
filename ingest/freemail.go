package ingest

import (
	_ "embed" // freemail.txt
	"strings"
)

//go:embed freemail.txt
var freeMailText string

// freeMail is the set of domains where anybody can have a mailbox: the
// built-in list with what the policy adds and takes out.
func freeMail(p Policy) map[string]bool {
	set := make(map[string]bool, 1024)
	for entry := range strings.Lines(freeMailText) {
		if entry = strings.TrimSpace(entry); entry != "" && !strings.HasPrefix(entry, "#") {
			set[entry] = true
		}
	}
	for _, domain := range p.FreeMailAdd {
		set[NormalizeDomain(domain)] = true
	}
	for _, domain := range p.FreeMailExcept {
		delete(set, NormalizeDomain(domain))
	}
	return set
}

// FreeMail reports of domains whether anybody can have a mailbox there, so that
// they say nothing about where somebody works.
func (p Policy) FreeMail() func(domain string) bool {
	free := freeMail(p)
	return func(domain string) bool {
		for d := range walkUp(domain) {
			if free[d] {
				return true
			}
		}
		return false
	}
}
