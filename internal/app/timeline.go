package app

import (
	"context"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// Journey lists the days on which an account came to a stage, as it was decided
// at the time, up to the reader's day.
func (r *Reader) Journey(ctx context.Context, accountID string) ([]account.StageDay, error) {
	stays, err := r.app.stays(ctx, accountID)
	var out []account.StageDay
	for _, s := range stays {
		if s.From <= r.day() {
			out = append(out, account.StageDay{Day: s.From, Stage: s.Stage})
		}
	}
	return out, err
}

// Timeline is who did what with an account when.
func (r *Reader) Timeline(ctx context.Context, accountID string, p account.Period) (bot.TimelineAnswer, error) {
	facts, view, err := r.view(ctx, accountID, p)
	out := bot.TimelineAnswer{ViewAnswer: view}
	if err != nil {
		return out, err
	}
	out.Timeline = scoring.NewScorer(r.app.policy()).Timeline(facts, view.View.Span)
	journey, err := r.Journey(ctx, accountID)
	if err != nil {
		return out, err
	}
	for _, s := range journey {
		if out.Timeline.Span.Contains(s.Day) {
			out.Timeline.Stages = append(out.Timeline.Stages, s)
		}
	}
	var ids []string
	for _, one := range view.View.People {
		ids = append(ids, one.ContactID)
	}
	out.People, err = r.app.Store.Names(ctx, ids)
	return out, err
}
