package ingest

import (
	"cmp"
	"maps"
	"slices"

	"engagement/account"
)

// claim is who has a domain: the winner, the runner-up and what decided, once
// for people and once for anonymous visitors.
type claim struct {
	person, visitor [2]string // account ids; the second may be empty
	why, whyVisitor string
}

func (c claim) match(by account.Method, sure int, anonymous bool) account.Match {
	ids, why := c.person, c.why
	if anonymous {
		ids, why = c.visitor, c.whyVisitor
	}
	return account.Match{AccountID: ids[0], RunnerUp: ids[1], Method: by, Confidence: sure, Reason: why}
}

// claims settles which account has which domain, as listed and as registered.
// linked is the number of contacts of an account.
func (m *Matcher) claims(linked map[string]int) (listed, registered map[string]claim) {
	byDomain, byRegistrable := map[string][]string{}, map[string][]string{}
	note := func(claims map[string][]string, domain, id string) {
		if ids := claims[domain]; domain != "" && (len(ids) == 0 || ids[len(ids)-1] != id) {
			claims[domain] = append(ids, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.accounts)) {
		for _, raw := range m.accounts[id].Domains {
			domain := NormalizeDomain(raw)
			note(byDomain, domain, id)
			if top := registrable(domain); !m.free[top] {
				note(byRegistrable, top, id)
			}
		}
	}
	settle := func(all map[string][]string) map[string]claim {
		settled := make(map[string]claim, len(all))
		for domain, ids := range all {
			settled[domain] = m.settle(ids, linked)
		}
		return settled
	}
	return settle(byDomain), settle(byRegistrable)
}

// settle ranks the accounts that claim one domain: most contacts first, then,
// for visitors, parents over their children, then the lowest id.
func (m *Matcher) settle(ids []string, linked map[string]int) claim {
	if len(ids) == 1 {
		return claim{person: [2]string{ids[0]}, visitor: [2]string{ids[0]}}
	}
	rivals := make(map[string]bool, len(ids))
	for _, id := range ids {
		rivals[id] = true
	}
	above := make(map[string]int, len(ids)) // how many of the rivals are above it
	for _, id := range ids {
		above[id] = m.ancestors(id, rivals)
	}
	var c claim
	people := slices.SortedFunc(slices.Values(ids), func(a, b string) int {
		return cmp.Or(cmp.Compare(linked[b], linked[a]), cmp.Compare(a, b))
	})
	visitors := slices.SortedFunc(slices.Values(ids), func(a, b string) int {
		return cmp.Or(cmp.Compare(linked[b], linked[a]), cmp.Compare(above[a], above[b]), cmp.Compare(a, b))
	})
	copy(c.person[:], people)
	copy(c.visitor[:], visitors)
	c.why, c.whyVisitor = "shared domain: the lowest account id", "shared domain: the lowest account id"
	if linked[people[0]] > linked[people[1]] {
		c.why = "shared domain: the most contacts"
	}
	if linked[visitors[0]] > linked[visitors[1]] {
		c.whyVisitor = "shared domain: the most contacts"
	} else if above[visitors[0]] < above[visitors[1]] {
		c.whyVisitor = "shared domain: the parent company"
	}
	return c
}

// ancestors counts which of the rivals are above id.
func (m *Matcher) ancestors(id string, rivals map[string]bool) int {
	const deepest = 100 // stops at parents that go round in a circle
	n, up := 0, m.accounts[id].ParentID
	for range deepest {
		if up == "" || up == id {
			break
		}
		if rivals[up] {
			n++
		}
		up = m.accounts[up].ParentID
	}
	return n
}
