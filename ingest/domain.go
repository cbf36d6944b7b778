package ingest

import (
	"net"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// NormalizeDomain brings a domain, or the address of a web page or mailbox on
// it, to the form in which domains are compared: lower case, punycode, without
// scheme, path, port and "www.". It is idempotent. What is no domain comes
// back in lower case.
func NormalizeDomain(s string) string {
	s = clean(s)
	for {
		before := s
		s = strings.ToLower(strings.TrimSpace(s))
		if _, rest, ok := strings.Cut(s, "://"); ok {
			s = rest
		}
		s = strings.TrimPrefix(s, "mailto:")
		if i := strings.IndexAny(s, "/?#\\"); i >= 0 {
			s = s[:i]
		}
		s = s[strings.LastIndexByte(s, '@')+1:]
		if host, port, ok := strings.Cut(s, ":"); ok && strings.Trim(port, "0123456789") == "" {
			s = host
		}
		if rest, ok := strings.CutPrefix(s, "www."); ok && strings.Contains(rest, ".") {
			s = rest
		}
		s = strings.Trim(s, ". \t")
		if ascii, err := idna.Lookup.ToASCII(s); err == nil {
			s = ascii
		}
		if s == before {
			return s
		}
	}
}

// isDomain reports whether a normalised domain has the shape of one that a
// company can own: two labels or more of letters, digits, dashes and
// underscores.
func isDomain(s string) bool {
	if !strings.Contains(s, ".") || len(s) > 253 || net.ParseIP(s) != nil {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

// registrable is the part of a domain that somebody registered: "acme.co.uk"
// of "mail.acme.co.uk", and "foo.github.io" of itself, because strangers share
// what is above. Empty where there is none, as for "com" or "localhost".
func registrable(domain string) string {
	r, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return ""
	}
	return r
}

// walkUp yields a domain and its parents up to the registrable one. Public
// suffixes are yielded only when they are the domain itself.
func walkUp(domain string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if domain == "" {
			return
		}
		top := registrable(domain)
		for d := domain; yield(d) && d != top && top != ""; {
			_, d, _ = strings.Cut(d, ".")
		}
	}
}

// under reports whether domain is parent or one of its subdomains.
func under(domain, parent string) bool {
	return domain == parent || strings.HasSuffix(domain, "."+parent)
}
