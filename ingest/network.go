package ingest

import (
	"fmt"
	"net/netip"

	"engagement/account"
)

// Networks is a set of networks of addresses. The zero value holds none. It
// never changes once made.
type Networks struct {
	byBits map[int]map[netip.Prefix]bool // of IPv4 as of IPv6, by length of the prefix
}

// ParseNetwork reads a network as people write one: "192.0.2.0/24",
// "2001:db8::/32", or one address. The error is account.ErrInvalid.
func ParseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil || network.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q is not a network such as 192.0.2.0/24 or 2001:db8::/32: %w", text, account.ErrInvalid)
	}
	return network.Masked(), nil
}

// NewNetworks makes a set of networks.
func NewNetworks(networks []netip.Prefix) Networks {
	n := Networks{byBits: map[int]map[netip.Prefix]bool{}}
	for _, network := range networks {
		same := n.byBits[network.Bits()]
		if same == nil {
			same = map[netip.Prefix]bool{}
			n.byBits[network.Bits()] = same
		}
		same[network.Masked()] = true
	}
	return n
}

// Holds reports whether an address, as text, lies in one of the networks. What
// is no address lies in none.
func (n Networks) Holds(ip string) bool {
	if len(n.byBits) == 0 || ip == "" {
		return false
	}
	address, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	address = address.Unmap().WithZone("")
	for bits, same := range n.byBits {
		if network, err := address.Prefix(bits); err == nil && same[network] {
			return true
		}
	}
	return false
}
