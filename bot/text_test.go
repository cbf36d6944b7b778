package bot

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// What is taken for tame is left as the long way leaves it, and whatever is not comes
// out without anything invisible, in single spaces and within its limit.
func TestPlainText(t *testing.T) {
	letters := rapid.SampledFrom([]rune("ab Z9.,-_&<>*`~@\t\n\u00a0\u200bé–漢\ufeff\u202e"))
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.StringOfN(letters, 0, 12, -1).Draw(rt, "text")
		limit := rapid.IntRange(1, 14).Draw(rt, "limit")
		got := plain(s, limit)
		if tame(s) && got != clamp(strings.Join(strings.Fields(s), " "), limit) {
			rt.Fatalf("tame %q became %q", s, got)
		}
		if n := utf8.RuneCountInString(got); n > limit || got != strings.Join(strings.Fields(got), " ") || strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) }) {
			rt.Fatalf("%q became %q within %d", s, got, limit)
		}
		if safe := mrkdwn(s, limit); safe != marks.Replace(got) || strings.ContainsAny(safe, "<>*`~") {
			rt.Fatalf("%q became %q as mrkdwn", s, safe)
		}
	})
}

// The short way of twin writes what the long one does.
func TestTwinTakesTheShortWay(t *testing.T) {
	for _, s := range []string{
		"", "plain", "*bold* and `code`", "a &amp; b", "5 ∗ 5 ∼ 25", "ˋtickˋ", "＠here", "*Acme* · 1,234 min – up ▲ 5 %", "bad \xff*", "&lt;b&gt; *x*",
	} {
		if got, want := twin(s), unmarks.Replace(s); got != want {
			t.Errorf("twin(%q) = %q, want %q", s, got, want)
		}
	}
}
