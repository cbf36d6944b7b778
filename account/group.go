package account

import (
	"fmt"
	"slices"
	"strings"
)

// Dimension is what accounts, or the activities on them, are grouped by.
type Dimension string

// The dimensions. The first five are the account's; the others are those of
// each activity.
const (
	ByTerritory Dimension = "territory"
	BySegment   Dimension = "segment"
	ByTier      Dimension = "tier"
	ByOwner     Dimension = "owner"
	ByIndustry  Dimension = "industry"
	ByPersona   Dimension = "persona"
	ByCampaign  Dimension = "campaign"
	ByAsset     Dimension = "asset"
	ByChannel   Dimension = "channel"
)

// Dimensions lists all dimensions.
var Dimensions = [...]Dimension{ByTerritory, BySegment, ByTier, ByPersona, ByOwner, ByIndustry, ByCampaign, ByAsset, ByChannel}

// OfAccount reports whether an account as a whole has one value of the
// dimension.
func (d Dimension) OfAccount() bool {
	return slices.Contains([]Dimension{ByTerritory, BySegment, ByTier, ByOwner, ByIndustry}, d)
}

// ParseDimension reads the name of a dimension; the error is ErrInvalid.
func ParseDimension(word string) (Dimension, error) {
	if d := Dimension(strings.ToLower(word)); slices.Contains(Dimensions[:], d) {
		return d, nil
	}
	var names []string
	for _, d := range Dimensions {
		names = append(names, string(d))
	}
	return "", fmt.Errorf("%q is not one of %s: %w", word, strings.Join(names, ", "), ErrInvalid)
}

// Group is a group of accounts as people name one: `tier:1`, `territory:West`,
// `segment:Machinery`, `industry:X`, `owner:ann@ours.com`, `@ann` or `all`. The
// zero value names none.
type Group struct {
	By    Dimension // of the account; empty with Every
	Value string
	Every bool
}

// ParseGroup reads words as a group; ok tells whether they are meant as one.
// The error is ErrInvalid: a group was meant, but cannot be.
func ParseGroup(words []string) (g Group, ok bool, err error) {
	text := strings.Join(words, " ")
	if strings.EqualFold(text, "all") {
		return Group{Every: true}, true, nil
	}
	if value, at := strings.CutPrefix(text, "@"); at && value != "" {
		return Group{By: ByOwner, Value: value}, true, nil
	}
	name, value, found := strings.Cut(text, ":")
	d := Dimension(strings.ToLower(name))
	if !found || !slices.Contains(Dimensions[:], d) {
		return Group{}, false, nil
	}
	value = strings.TrimSpace(value)
	switch {
	case !d.OfAccount():
		return Group{}, true, fmt.Errorf("accounts are not grouped by %s: write tier:1, territory:West, segment:X, industry:X or @owner: %w", d, ErrInvalid)
	case value == "":
		return Group{}, true, fmt.Errorf("%s: names no %s: write %s:X: %w", name, d, d, ErrInvalid)
	}
	return Group{By: d, Value: value}, true, nil
}

// String is the group as it is written in a command.
func (g Group) String() string {
	if g.Every {
		return "all"
	}
	return string(g.By) + ":" + g.Value
}

// Has reports whether the group holds an account whose value of the dimension
// is this one. Case does not matter; an owner may be named by the first part
// of the address.
func (g Group) Has(value string) bool {
	if g.Every || strings.EqualFold(value, g.Value) {
		return true
	}
	local, _, _ := strings.Cut(value, "@")
	return g.By == ByOwner && strings.EqualFold(local, g.Value)
}
