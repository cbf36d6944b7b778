package ingest

import "time"

// Policy says how people are told apart. The zero value matches with the
// built-in free-mail list, in UTC, with nobody of ours and no test addresses;
// start from [DefaultPolicy].
type Policy struct {
	// Zone is the company's zone: it gives an activity its civil day, and
	// local times their meaning where an import names no zone. Nil is UTC.
	Zone *time.Location
	// OwnDomains are our own domains; whoever writes from them, or from a
	// subdomain, is one of our own people and on no account.
	OwnDomains []string
	// FreeMailAdd are domains where anybody can have a mailbox, added to the
	// built-in list; FreeMailExcept are taken out of it.
	FreeMailAdd, FreeMailExcept []string
	// TestAddresses are not people: "test@" is any address with that local
	// part, "qa@acme.com" one address, "example.com" a domain with its
	// subdomains.
	TestAddresses []string
	// DataCentres are networks of machines: what comes from there is a robot's
	// doing, whoever the row names.
	DataCentres Networks
}

// DefaultPolicy is the policy of config.example.toml.
func DefaultPolicy() Policy {
	return Policy{
		Zone:          time.UTC,
		TestAddresses: []string{"test@", "example.com", "example.org", "example.net"},
	}
}

// zone is the company's zone, never nil.
func (p Policy) zone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}
