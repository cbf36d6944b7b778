package bot

import (
	"engagement/account"
	"engagement/alert"
)

// reasons are why something was told, or was not, in people's words: all of them.
var reasons = map[alert.Reason]string{
	alert.Crossed:      "enough minutes from enough people",
	alert.Requested:    "somebody asked to be contacted",
	alert.LateRequest:  "somebody asked to be contacted, and I learned of it late",
	alert.NobodysYet:   "somebody asked who is on no account",
	alert.ImportedMQAs: "imported history made MQAs: one list says which",
	alert.Unclaimed:    "nobody had taken it on",
	alert.Weekly:       "somebody ordered it every week",
	alert.Begun:        "somebody began a play",
	alert.StepDue:      "the day of a step of a play had come",
	alert.GivenUp:      "Slack did not take an alert",
	alert.Soon:         "a meeting was about to begin",

	alert.Found:       "the night after found it",
	alert.LearnedLate: "found late, from activities that came late",
	alert.Replayed:    "a replay found it",

	alert.History:        "learned from imported history, which is no news",
	alert.Backfill:       "found when scores were computed again, not by news",
	alert.OpenDeal:       "an opportunity is open already",
	alert.Customer:       "it is a customer already",
	alert.RecentlyOut:    "it was an MQA lately, and had not been out for long enough",
	alert.Muted:          "somebody wanted to hear nothing of the account",
	alert.SaidTogether:   "said together with another message",
	alert.RepeatedToday:  "the same person had asked the same that day",
	alert.ExcludedPeople: "our own people, competitors and test addresses alert nobody",
	alert.SourceSilent:   "the source that usually brings its minutes is silent",
	alert.OverBudget:     "the channel had had its cards of the day: named in the evening's line",
	alert.InLine:         "this kind is only ever named in the evening's line",
	alert.ToldLately:     "the account had had a card these days",
	alert.SwitchedOff:    "this kind is switched off",
	alert.HoldOut:        "withheld by chance, to learn what alerts are good for",
}

// ReasonSaid is a reason in people's words.
func ReasonSaid(r alert.Reason) string {
	if said := reasons[r]; said != "" {
		return said
	}
	return mrkdwn(string(r), labelRunes)
}

// kinds are what questions and messages are about, in a word or two.
var kinds = map[alert.Kind]string{
	alert.KindMQA:                       "MQA",
	alert.KindActNow:                    "request",
	alert.KindDayOne:                    "list of an import",
	alert.KindMQAOff:                    "end of an MQA",
	alert.KindExpansion:                 "expansion",
	alert.KindBrief:                     "brief",
	alert.KindStage:                     "stage",
	alert.KindAlso:                      "evening's line",
	alert.KindDigest:                    "digest",
	alert.KindUnclaimed:                 "reminder of the manager",
	alert.KindNote:                      "note in the thread",
	alert.KindEdit:                      "change of the card",
	alert.KindPlay:                      "play",
	alert.KindStep:                      "step of a play",
	alert.KindUndelivered:               "notice of what Slack does not take",
	alert.KindSourceSilent:              "silent source",
	alert.Kind(account.Surge):           "surge",
	alert.Kind(account.Stall):           "stall",
	alert.Kind(account.FirstEngagement): "first engagement",
	alert.Kind(account.NewSenior):       "new senior",
	alert.Kind(account.Returning):       "return",
	alert.Kind(account.ChampionMoved):   "champion who moved",
	alert.Kind(account.EventBurst):      "event that moved many",
}

// kindWord is what a question or message is about.
func kindWord(k alert.Kind) string {
	if named := kinds[k]; named != "" {
		return named
	}
	return mrkdwn(string(k), labelRunes)
}
