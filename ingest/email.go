package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// NormalizeEmail brings an e-mail address to the form in which addresses are
// compared: lower case, the domain in punycode, without a display name and
// without what follows a plus ("Ann <Ann+news@A.com>" is "ann@a.com"). It is
// idempotent. ok is false for what is no address.
func NormalizeEmail(s string) (address string, ok bool) {
	s = strings.TrimSpace(clean(s))
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
		s = s[open+1 : len(s)-1]
	}
	s = strings.ToLower(strings.TrimSpace(s))
	for strings.HasPrefix(s, "mailto:") {
		s = s[len("mailto:"):]
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", false
	}
	local, domain := s[:at], strings.TrimRight(s[at+1:], ".")
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		local = local[:plus]
	}
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = ascii
	}
	if local == "" || domain == "" || strings.ContainsFunc(local+domain, notInAddress) {
		return "", false
	}
	return local + "@" + domain, true
}

func notInAddress(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>,;\"", r)
}

// domainOf is the part of an address after the @, or "".
func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// ContactID is the id of a person of whom only the normalised e-mail address
// is known.
func ContactID(address string) string {
	sum := sha256.Sum256([]byte(address))
	return "c_" + hex.EncodeToString(sum[:8])
}
