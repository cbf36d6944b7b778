package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"engagement/account"
)

// Outside text (names of accounts and people, titles, addresses) is hostile
// until it has gone through plain or mrkdwn.

// plain strips what is invisible or turns text around, joins white space and
// clamps to limit runes.
func plain(s string, limit int) string {
	if tame(s) {
		return clamp(s, limit)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return clamp(strings.Join(strings.Fields(s), " "), limit)
}

// tame reports whether text is printable ASCII with single spaces between words, as
// most of it is: plain leaves it as it is.
func tame(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// clamp cuts text to limit runes and says so with an ellipsis.
func clamp(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	runes := []rune(s)
	return strings.TrimRight(string(runes[:max(0, limit-1)]), " ") + "…"
}

// marks are what Slack reads as formatting or addressing. The characters that
// open an entity are escaped; the rest become look-alikes.
var marks = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "∗", "`", "ˋ", "~", "∼",
	"@here", "＠here", "@channel", "＠channel", "@everyone", "＠everyone")

// entities escapes what addresses somebody or opens an entity and leaves our
// own formatting as it is.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "@here", "＠here", "@channel", "＠channel", "@everyone", "＠everyone")

// unmarks undoes marks, and takes our own formatting off, for the text twin.
var unmarks = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "∗", "*", "ˋ", "`", "∼", "~", "＠", "@", "*", "", "`", "")

// notice makes a whole line safe as the text of a notification, which Slack
// reads as mrkdwn where it shows no blocks.
func notice(s string) string { return marks.Replace(plain(s, 300)) }

// mrkdwn makes outside text safe inside a mrkdwn text.
func mrkdwn(s string, limit int) string {
	s = plain(s, limit)
	if !strings.ContainsAny(s, "&<>*`~@") { // nothing to replace begins with another
		return s
	}
	return marks.Replace(s)
}

// nameOf is an account's name as plain text; never empty.
func nameOf(a account.Account) string {
	for _, s := range []string{a.Name, a.ID} {
		if name := plain(s, nameRunes); name != "" {
			return name
		}
	}
	return "unnamed account"
}

// ownerOf names the owner of an account by the first part of the address:
// "ann.lee@ours.com" is "Ann Lee".
func ownerOf(email string) string {
	local, _, _ := strings.Cut(email, "@")
	words := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	for i, w := range words {
		words[i] = capitalise(w)
	}
	return mrkdwn(strings.Join(words, " "), labelRunes)
}

// Lengths to which outside text is clamped, in runes: far below Slack's own
// limits, so that no combination of them reaches one.
const (
	nameRunes  = 80
	labelRunes = 60
	reasonRune = 200
)

// configRunes is as much of a config's hash as tells it from others.
const configRunes = 6

// configWord names the config behind a number that may be asked about later, at
// the end of a line.
func configWord(hash string) string {
	if hash == "" {
		return ""
	}
	return " · config " + hash[:min(len(hash), configRunes)]
}

// footLine is the small print of an answer, without what is not known.
func footLine(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

// days names the days of an answer, and those that it is compared with. It is
// empty where there are none.
func days(of, against account.Span, today account.Day) string {
	switch {
	case of == account.Span{}:
		return ""
	case against == account.Span{}:
		return of.Short(today)
	}
	return of.Short(today) + " against " + against.Short(today)
}

// fromTo is the days of a span inside a sentence, " from 1 Jan to 31 Mar", or
// nothing where there are none.
func fromTo(span account.Span, today account.Day) string {
	if span == (account.Span{}) {
		return ""
	}
	return " from " + span.Short(today)
}

// section, fields, context and the others below build blocks within Slack's
// limits.
func section(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, clamp(text, 2900), false, false), nil, nil)
}

func fields(texts ...string) *slack.SectionBlock {
	var objects []*slack.TextBlockObject
	for _, t := range texts {
		objects = append(objects, slack.NewTextBlockObject(slack.MarkdownType, clamp(t, 1900), false, false))
	}
	return slack.NewSectionBlock(nil, objects, nil)
}

func contextLine(text string) *slack.ContextBlock {
	return slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, clamp(text, 2900), false, false))
}

func header(text string) *slack.HeaderBlock {
	return slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, clamp(text, 150), false, false))
}

func image(p Picture) *slack.ImageBlock {
	return slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: p.Placeholder()}, clamp(p.Alt, 1900), "", nil)
}

func button(label, action, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, slack.NewTextBlockObject(slack.PlainTextType, clamp(label, 75), false, false))
}

func actions(elements ...slack.BlockElement) *slack.ActionBlock {
	return slack.NewActionBlock("", elements...)
}

// twin writes mrkdwn as a terminal shows it.
func twin(s string) string {
	for i := range len(s) {
		if strings.IndexByte(escaped, s[i]) >= 0 {
			return unmarks.Replace(s)
		}
	}
	return plainly(s) // most texts have nothing but our own formatting
}

// escaped are the first bytes of what marks writes.
const escaped = "&\xe2\xcb\xef"

// plainly takes our own formatting off.
func plainly(s string) string {
	if !strings.ContainsAny(s, "*`") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] != '*' && s[i] != '`' {
			out = append(out, s[i])
		}
	}
	return string(out)
}
