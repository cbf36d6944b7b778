package bot

import (
	"testing"

	"engagement/account"
	"engagement/alert"
)

// playSample is a play with a step of each state.
func playSample(s string) alert.Message {
	p := &account.Play{
		ID: "p7", Name: s, AccountID: "A1", UserID: "U1", Steps: []account.PlayStep{
			{Do: "Call whoever asked", Through: "phone", Mail: "ann.lee@ours.com", Due: newYear, State: account.StepDone, By: "U1"},
			{Do: "Send the reference of a similar customer", Through: s, Mail: "ben@ours.com", Due: newYear + 1, State: account.StepSkipped, By: "U2"},
			{Do: s, Due: newYear + 6},
		},
	}
	return sampleAlert(func(m *alert.Message) {
		m.Kind, m.Reason, m.Payload.Play, m.Payload.Step = alert.KindPlay, alert.Begun, p, 2
	})
}

// playSamples are plays, and a step that is due.
func playSamples(t *testing.T) map[string]Message {
	t.Helper()
	due := playSample("Demo follow-up")
	due.Kind, due.Payload.Play.Steps[2].Do = alert.KindStep, "Invite the CFO to a briefing"
	over := playSample("Demo follow-up")
	over.Payload.Play.Steps, over.Payload.Play.Outcome = over.Payload.Play.Steps[:2], "opportunity"
	open := playSample("Demo follow-up")
	for _, m := range []alert.Message{due, over, open} {
		m.Payload.Play.Steps[1].Through = "mail"
	}
	open.Payload.Play.Steps[2].Do = "Invite the CFO to a briefing"
	suggesting := sampleAlert(func(m *alert.Message) { m.Payload.Plays = []string{"Demo follow-up"} })
	out := map[string]Message{}
	for name, m := range map[string]alert.Message{"play": open, "play-over": over, "play-step": due, "mqa-play": suggesting} {
		made, err := AlertMessage(m, Says{Owner: "U1", Names: "title"})
		if err != nil {
			t.Fatal(err)
		}
		out[name] = made
	}
	return out
}

// hostilePlays are plays with names from outside.
func hostilePlays(t *testing.T, s string) []Message {
	t.Helper()
	var out []Message
	for _, kind := range []alert.Kind{alert.KindPlay, alert.KindStep, alert.KindMQA} {
		m := playSample(s)
		m.Payload.Play.UserID = "U0OWNER"
		for i := range m.Payload.Play.Steps {
			m.Payload.Play.Steps[i].By = "U0OWNER"
		}
		m.Kind, m.Payload.Account.Name, m.Payload.Plays = kind, s, []string{s}
		if kind == alert.KindMQA {
			m.Payload.Play = nil
		}
		made, err := AlertMessage(m, Says{Names: "title"})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, made)
	}
	return out
}
