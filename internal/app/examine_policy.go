package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// mostNamed is how many of a kind a finding names.
const mostNamed = 5

// examinePolicy names what the config says and probably does not mean, and what
// its ceiling holds back.
func (a *App) examinePolicy(ctx context.Context, findings []bot.Finding) ([]bot.Finding, error) {
	var doubts []string
	for _, d := range a.policy().Doubts() {
		doubts = append(doubts, d.Error())
	}
	tiers := map[string]bool{}
	if err := a.Store.Accounts(ctx, func(one account.Account) error {
		tiers[one.Tier] = true
		return nil
	}); err != nil {
		return nil, err
	}
	for _, tier := range slices.Sorted(maps.Keys(a.policy().Weights.Tier)) {
		if !tiers[tier] {
			doubts = append(doubts, scoring.KeyPath("weights", "tier", tier)+": no account has this tier")
		}
	}
	if len(doubts) > 0 {
		findings = append(findings, bot.Finding{What: "policy", OK: true, Detail: "is this meant? " + strings.Join(doubts, "; ")})
	}
	return a.examineCeiling(ctx, findings)
}

// atAccount is what the ceiling holds back, with where.
type atAccount struct {
	accountID string
	scoring.HeldBack
}

// examineCeiling names the days whose excess is held back, the largest first.
func (a *App) examineCeiling(ctx context.Context, findings []bot.Finding) ([]bot.Finding, error) {
	const what = "daily ceiling"
	var held []atAccount
	scorer := scoring.NewScorer(a.policy())
	if err := a.eachJournal(ctx, everybody, func(f scoring.Facts) {
		for _, h := range scorer.HeldBack(f, a.Today()) {
			held = append(held, atAccount{f.Account.ID, h})
		}
	}); err != nil {
		return nil, err
	}
	if len(held) == 0 {
		return append(findings, bot.Finding{What: what, OK: true, Detail: "holds nothing back"}), nil
	}
	slices.SortFunc(held, func(x, y atAccount) int {
		return cmp.Or(cmp.Compare(y.Raw, x.Raw), cmp.Compare(x.accountID, y.accountID), cmp.Compare(x.Day, y.Day), cmp.Compare(x.ContactID, y.ContactID))
	})
	var parts []string
	for _, h := range held[:min(len(held), mostNamed)] {
		parts = append(parts, fmt.Sprintf("%s min of contact %s at account %s on %s", h.Raw, h.ContactID, h.accountID, h.Day))
	}
	if more := len(held) - mostNamed; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	first := held[0]
	return append(findings, bot.Finding{
		What: what, Detail: "holds back " + strings.Join(parts, ", "),
		Try: fmt.Sprintf("look at the ledger of the day; if it is real, release it in the config: [[releases]] contact = %q, day = %q", first.ContactID, first.Day.String()),
	}), nil
}
