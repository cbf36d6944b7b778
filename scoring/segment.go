package scoring

import (
	"fmt"
	"slices"
	"strings"

	"engagement/account"
)

// Segment is a named filter over companies; an empty list matches every value.
type Segment struct {
	Name       string
	Industries []string
	Sizes      []account.Size
	Countries  []string
	Tiers      []string
}

// Matches reports whether an account falls under the segment. Case does not
// matter. An unknown head count is of size mid, as everywhere.
func (s Segment) Matches(a account.Account) bool {
	has := func(list []string, value string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, value) })
	}
	return has(s.Industries, a.Industry) && has(s.Countries, a.Country) && has(s.Tiers, a.Tier) &&
		(len(s.Sizes) == 0 || slices.Contains(s.Sizes, account.SizeOf(a.Employees)))
}

// SegmentOf names the first segment an account falls under, else its industry.
func (p *Policy) SegmentOf(a account.Account) string {
	for _, s := range p.Segments {
		if s.Matches(a) {
			return s.Name
		}
	}
	return a.Industry
}

// ValueOf is what an account is in a dimension of accounts: its territory, its
// segment... It is empty where the account has none, or the dimension is not
// one of accounts.
func (p *Policy) ValueOf(a account.Account, d account.Dimension) string {
	switch d {
	case account.ByTerritory:
		return a.Territory
	case account.BySegment:
		return p.SegmentOf(a)
	case account.ByTier:
		return a.Tier
	case account.ByOwner:
		return a.Owner
	case account.ByIndustry:
		return a.Industry
	}
	return ""
}

func validateSegments(segments []Segment, f *Faults) {
	for i, s := range segments {
		if strings.TrimSpace(s.Name) == "" {
			f.Add("is empty", "segments", i, "name")
		}
		for _, size := range s.Sizes {
			if !slices.Contains(account.Sizes[:], size) {
				f.Add(fmt.Sprintf("%q is not one of %v", size, account.Sizes), "segments", i, "sizes")
			}
		}
	}
}
