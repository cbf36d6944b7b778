package ingest

import (
	"slices"
	"strings"
	"testing"
)

func TestNormalizeEmail(t *testing.T) {
	for in, want := range map[string]string{
		"Ann+x@A.com":               "ann@a.com",
		" ann@a.com ":               "ann@a.com",
		"Ann Lee <Ann.Lee@A.com>":   "ann.lee@a.com",
		"mailto:ann@a.com":          "ann@a.com",
		"+x@a.com":                  "+x@a.com",
		"ann@Bücher.example":        "ann@xn--bcher-kva.example",
		"u@[127.0.0.1]":             "u@[127.0.0.1]",
		"root@localhost":            "root@localhost",
		"ann@a.com.":                "ann@a.com",
		"o'neil_1+a+b@mail.a.co.uk": "o'neil_1@mail.a.co.uk",
	} {
		if got, ok := NormalizeEmail(in); !ok || got != want {
			t.Errorf("NormalizeEmail(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "ann", "@a.com", "ann@", "a b@c.com", "a@b.com, c@d.com", "a@b.com;c@d.com", "n/a"} {
		if got, ok := NormalizeEmail(in); ok {
			t.Errorf("NormalizeEmail(%q) = %q, want none", in, got)
		}
	}
}

func TestNormalizeDomain(t *testing.T) {
	for in, want := range map[string]string{
		"Acme.COM":                          "acme.com",
		"https://www.acme.com/a?b#c":        "acme.com",
		"http://user:pw@shop.acme.com:8080": "shop.acme.com",
		"www.acme.co.uk.":                   "acme.co.uk",
		"www.com":                           "www.com",
		"bücher.de":                         "xn--bcher-kva.de",
		"ann@acme.com":                      "acme.com",
		"acme.com/":                         "acme.com",
		"":                                  "",
	} {
		if got := NormalizeDomain(in); got != want {
			t.Errorf("NormalizeDomain(%q) = %q, want %q", in, got, want)
		}
	}
}

// Law: normalising twice is normalising once, and the id of an address does
// not depend on how it was written.
func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{"Ann+x@A.com", "https://www.www.acme.com:80/x", "mailto:<a@b>", "İ@ſ.com", "a@xn--bcher-kva.de", "＠ａ．com", "mailto:mailto:x@y", "<<a@b>>", ".\n00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := NormalizeDomain(s)
		if twice := NormalizeDomain(once); twice != once {
			t.Fatalf("domain %q is %q and then %q", s, once, twice)
		}
		address, ok := NormalizeEmail(s)
		if !ok {
			return
		}
		if again, ok := NormalizeEmail(address); !ok || again != address {
			t.Fatalf("address %q is %q and then %q, %v", s, address, again, ok)
		}
		if !strings.Contains(address, "@") || domainOf(address) == "" {
			t.Fatalf("address %q is %q", s, address)
		}
	})
}

func TestWalkUp(t *testing.T) {
	for in, want := range map[string][]string{
		"":                 nil,
		"acme.com":         {"acme.com"},
		"a.b.acme.co.uk":   {"a.b.acme.co.uk", "b.acme.co.uk", "acme.co.uk"},
		"x.foo.github.io":  {"x.foo.github.io", "foo.github.io"},
		"github.io":        {"github.io"},
		"co.uk":            {"co.uk"},
		"localhost":        {"localhost"},
		"a..b":             {"a..b"},
		"mail.acme.intern": {"mail.acme.intern", "acme.intern"},
	} {
		if got := slices.Collect(walkUp(in)); !slices.Equal(got, want) {
			t.Errorf("walkUp(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestFreeMailListIsClean(t *testing.T) {
	seen := map[string]bool{}
	for entry := range strings.Lines(freeMailText) {
		entry = strings.TrimSuffix(entry, "\n")
		if entry == "" || strings.HasPrefix(entry, "#") {
			continue
		}
		if seen[entry] || NormalizeDomain(entry) != entry || !isDomain(entry) {
			t.Errorf("%q is there twice or is not normal", entry)
		}
		seen[entry] = true
	}
	if len(seen) < 300 {
		t.Errorf("the list has %d domains, want hundreds", len(seen))
	}
	set := freeMail(Policy{FreeMailAdd: []string{"WWW.Mail.Example"}, FreeMailExcept: []string{"gmail.com"}})
	if !set["mail.example"] || set["gmail.com"] || !set["gmx.de"] {
		t.Error("the policy does not add to the list or take out of it")
	}
}
