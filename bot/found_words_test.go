package bot

import (
	"strings"
	"testing"

	"engagement/account"
	"engagement/alert"
)

// foundSample is a card about what the night found.
func foundSample(kind account.FindingKind, sentence string, also ...account.FindingKind) alert.Message {
	return sampleAlert(func(m *alert.Message) {
		m.Kind, m.Reason = alert.Kind(kind), alert.Found
		m.Payload.Findings = []account.Finding{{AccountID: "A1", Kind: kind, Day: newYear - 1, Minutes: 61 * account.Minute, Normal: 14 * account.Minute, People: 3, Sentence: sentence}}
		for _, k := range also {
			m.Payload.Findings = append(m.Payload.Findings, account.Finding{AccountID: "A1", Kind: k, Day: newYear - 1})
		}
	})
}

func burstSample(asset string) alert.Message {
	m := foundSample(account.EventBurst, asset+" moved 6 accounts: 540 min of 700 in 7 days, normally 80 (Acme, Globex and 4 more)")
	m.AccountID, m.Payload.Account, m.Payload.Card = "", account.Account{}, account.Card{}
	m.Payload.Findings[0].Accounts = []string{"A1", "A2", "A3", "A4", "A5", "A6"}
	return m
}

func alsoSample(name string, count int) alert.Message {
	m := alert.Message{ID: "also:#alerts:2026-03-31", Kind: alert.KindAlso, Channel: "#alerts", Payload: alert.Payload{Count: count, Today: newYear}}
	for i, kind := range []alert.Kind{alert.KindMQA, alert.Kind(account.Surge), alert.Kind(account.Stall), alert.Kind(account.EventBurst)} {
		l := alert.Listed{AccountID: "A", Name: name, Kind: kind, Minutes: 61 * account.Minute, Normal: 14 * account.Minute}
		if i == 3 {
			l.AccountID, l.Name, l.Event, l.Moved = "", "", name+" Summit", 7
		}
		m.Payload.List = append(m.Payload.List, l)
	}
	return m
}

func noteSample(n alert.Note) alert.Message {
	return alert.Message{ID: "note", Kind: alert.KindNote, AccountID: "A1", Payload: alert.Payload{Note: &n, Today: newYear}}
}

func silenceSample(source string) alert.Message {
	return alert.Message{ID: "s", Kind: alert.KindSourceSilent, Payload: alert.Payload{Today: newYear, Silence: &account.Silence{Source: source, Since: newYear - 12, Usual: 60}}}
}

func unclaimedSample(where string) alert.Message {
	return sampleAlert(func(m *alert.Message) {
		m.Kind, m.Reason, m.Payload.Told, m.Payload.Where = alert.KindUnclaimed, alert.Unclaimed, newYear-4, where
	})
}

// foundSamples are the messages of what nights find and of what becomes of alerts.
func foundSamples(t *testing.T) map[string]Message {
	t.Helper()
	made := func(m alert.Message, s Says) Message {
		t.Helper()
		out, err := AlertMessage(m, s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	owned := Says{Owner: "U1", Names: "title"}
	late := foundSample(account.Surge, "61 min in 7 days, normally 14 (x4.4, +47 min)")
	late.Reason = alert.LearnedLate
	return map[string]Message{
		"surge":                   made(foundSample(account.Surge, "61 min in 7 days, normally 14 (x4.4, +47 min)", account.NewSenior), owned),
		"surge-late":              made(late, owned),
		"surge-no-names":          made(foundSample(account.Surge, "61 min in 7 days, normally 14 (x4.4, +47 min)"), Says{Names: "none"}),
		"stall":                   made(foundSample(account.Stall, "4 min in 7 days, normally 40 (-36 min), the second week running"), owned),
		"first-engagement":        made(foundSample(account.FirstEngagement, "30 min in 7 days from 2 people: the first engagement"), owned),
		"new-senior":              made(foundSample(account.NewSenior, "VP, Finance, engaged for the first time: 12 min in 7 days, 12 in 90"), owned),
		"returning":               made(foundSample(account.Returning, "41 min in 7 days from 2 people, 140 days after an opportunity was lost"), owned),
		"champion-moved":          made(foundSample(account.ChampionMoved, "21 min in 7 days from a champion of Globex (VP, Finance, 310 min there in a year), who is here now"), owned),
		"new-senior-no-names":     made(foundSample(account.NewSenior, "VP, Finance, engaged for the first time: 12 min in 7 days, 12 in 90"), Says{Names: "none"}),
		"champion-moved-no-names": made(foundSample(account.ChampionMoved, "21 min in 7 days from a champion of Globex (VP, Finance, 310 min there in a year), who is here now"), Says{Names: "none"}),
		"event-burst":             made(burstSample("Data Summit"), Says{}),
		"also-moving":             made(alsoSample("Acme <Corp>", 14), Says{}),
		"source-silent":           made(silenceSample("linkedin"), Says{}),
		"unclaimed":               made(unclaimedSample("#alerts"), owned),
		"note-scheduled":          made(noteSample(alert.Note{Step: alert.StepScheduled, Day: newYear + 3, Name: "Kick-off"}), Says{}),
		"note-met":                made(noteSample(alert.Note{Step: alert.StepMet, Day: newYear}), Says{}),
		"note-opened":             made(noteSample(alert.Note{Step: alert.StepOpened, Day: newYear, Name: "Big deal", Amount: 12_000_000}), Says{}),
		"note-lost":               made(noteSample(alert.Note{Step: alert.StepLost, Day: newYear}), Says{}),
		"note-awake":              made(noteSample(alert.Note{Step: alert.StepAwake, Day: newYear, Claimed: "U2"}), Says{}),
		"note-retracted":          made(noteSample(alert.Note{Step: alert.StepRetracted, Account: "Globex", Claimed: "U2"}), Says{}),
		"note-taken":              made(noteSample(alert.Note{Step: alert.StepTaken, By: "U2"}), Says{By: "ben"}),
		"note-mended":             made(noteSample(alert.Note{Step: alert.StepMended, Account: "Globex", Claimed: "U2", By: "U1", Moved: 3}), Says{By: "ann"}),
		"mqa-retracted":           made(sampleAlert(nil), Says{Owner: "U1", Names: "title", Ending: alert.Retracted}),
		"mqa-opportunity":         made(sampleAlert(nil), Says{Owner: "U1", Names: "title", Ending: alert.Opportunity, Claim: &alert.Claim{UserID: "U2", At: sampleAlert(nil).DecidedAt}}),
	}
}

// Cards of all kinds are read in five seconds: six lines at most, beside the text
// of their picture.
func TestFoundCardsAreShort(t *testing.T) {
	for name, m := range foundSamples(t) {
		if n := strings.Count(strings.TrimSuffix(m.Twin, "\n"), "\n"); n > 6 {
			t.Errorf("%s has %d lines:\n%s", name, n, m.Twin)
		}
	}
}

// hostileFound are the same messages with names that come from outside.
func hostileFound(t *testing.T, s string, count int) []Message {
	t.Helper()
	var out []Message
	for _, m := range []alert.Message{
		foundSample(account.Surge, s, account.NewSenior, account.Returning), burstSample(s), alsoSample(s, count), silenceSample(s), unclaimedSample(s),
		noteSample(alert.Note{Step: alert.StepOpened, Day: newYear, Name: s, Amount: 1}), noteSample(alert.Note{Step: alert.StepScheduled, Day: newYear, Name: s}),
		noteSample(alert.Note{Step: alert.StepRetracted, Account: s}), noteSample(alert.Note{Step: alert.Step(s)}),
		noteSample(alert.Note{Step: alert.StepMended, Account: s, Apart: true}), noteSample(alert.Note{Step: alert.StepMended, Account: s}),
	} {
		if m.AccountID != "" {
			m.Payload.Account.Name, m.Payload.Account.Owner, m.Payload.Card.Next, m.Payload.Card.Move.Who = s, s, s, s
		}
		made, err := AlertMessage(m, Says{Names: "title"})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, made)
	}
	return out
}

// A card names one normal: where the finding was held against another one than the
// card's, its picture draws none.
func TestFoundCardsNameOneNormal(t *testing.T) {
	for normal, drawn := range map[account.Milli]bool{14 * account.Minute: true, 12 * account.Minute: true, 3 * account.Minute: false, 30 * account.Minute: false} {
		m := foundSample(account.Surge, "61 min in 7 days")
		m.Payload.Findings[0].Normal = normal
		card, err := AlertMessage(m, Says{Names: "title"})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(card.Pictures[0].Alt, "normally"); got != drawn {
			t.Errorf("held against %s min: the picture says %q", normal, card.Pictures[0].Alt)
		}
	}
}
