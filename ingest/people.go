package ingest

import (
	"cmp"
	"slices"

	"engagement/account"
)

// people are those who have one e-mail address, most telling first. The first
// is the one that the address belongs to.
type people []account.Contact

// peopleByEmail finds everybody by every address. What an address belongs to
// follows from who is known, not from who came first: whoever was imported
// with it; whoever was imported and used it since; a person whom only
// activities name, by another id than the one made from the address; and the
// one made from the address. Among equals the lowest id is first.
func peopleByEmail(contacts map[string]account.Contact) map[string]people {
	all := make(map[string]people, len(contacts))
	for _, c := range contacts {
		if c.Email != "" {
			all[c.Email] = append(all[c.Email], c)
		}
		for i, address := range c.Addresses {
			if address != "" && address != c.Email && !slices.Contains(c.Addresses[:i], address) {
				all[address] = append(all[address], c)
			}
		}
	}
	for address, same := range all {
		slices.SortFunc(same, func(a, b account.Contact) int {
			return cmp.Or(cmp.Compare(rank(a, address), rank(b, address)), cmp.Compare(a.ID, b.ID))
		})
	}
	return all
}

// rank says how well a contact is known by an address; 0 is best.
func rank(c account.Contact, address string) int {
	switch {
	case !c.Seen && c.Email == address:
		return 0
	case !c.Seen:
		return 1
	case c.ID != ContactID(address):
		return 2
	default:
		return 3
	}
}
