package app

import (
	"context"
	"fmt"
	"slices"

	"engagement/account"
	"engagement/bot"
	"engagement/scoring"
)

// Trend is a card whose trend covers a period: of one that is over, as it was
// at its end, under today's config and matches.
func (r *Reader) Trend(ctx context.Context, accountID string, p account.Period) (bot.Answer, error) {
	answer, err := r.Card(ctx, accountID)
	if err != nil {
		return bot.Answer{}, err
	}
	span, err := r.begun(p)
	if err != nil {
		return bot.Answer{}, err
	}
	if n, longest := span.Days(), len(answer.Card.Trend.Minutes); n > longest && p.Unit != account.Year { // a leap year is a day longer
		return bot.Answer{}, fmt.Errorf("%s is %d days, and a trend shows at most %d: write `trend last quarter` or `trend %dd`: %w", p.Word(), n, longest, longest, account.ErrInvalid)
	}
	if span.To < r.day() {
		if answer.Card.Trend, err = r.pastTrend(ctx, accountID, span.To); err != nil {
			return bot.Answer{}, err
		}
	}
	answer.Card.Trend = answer.Card.Trend.Last(span.Days())
	return answer, nil
}

// begun is a period as days, which are not all still to come.
func (r *Reader) begun(p account.Period) (account.Span, error) {
	span := r.span(p)
	if span.To < span.From {
		return span, fmt.Errorf("%s has not begun: write `quarter`, `90d` or days that were: %w", p.Word(), account.ErrInvalid)
	}
	return span, nil
}

// pastTrend is the trend of an account as it was on a day, with its marks.
func (r *Reader) pastTrend(ctx context.Context, accountID string, on account.Day) (account.Trend, error) {
	shown, err := r.app.Store.Shown(ctx, accountID)
	if err != nil {
		return account.Trend{}, err
	}
	facts, err := r.app.facts(ctx, accountID)
	if err != nil {
		return account.Trend{}, err
	}
	if facts, err = r.app.withFamily(ctx, facts, on); err != nil {
		return account.Trend{}, err
	}
	return r.app.marked(ctx, scoring.Compute(facts, r.app.policy(), on).Card.Trend, &shown)
}

// WhyIn reads the ledger of a period.
func (r *Reader) WhyIn(ctx context.Context, accountID string, p account.Period) (bot.Explanation, error) {
	span, err := r.begun(p)
	if err != nil {
		return bot.Explanation{}, err
	}
	out, err := r.explain(ctx, accountID, span)
	out.Period = p
	return out, err
}

// explain reads the ledger of a span.
func (r *Reader) explain(ctx context.Context, accountID string, span account.Span) (bot.Explanation, error) {
	answer, err := r.Card(ctx, accountID)
	if err != nil {
		return bot.Explanation{}, err
	}
	facts, err := r.app.facts(ctx, accountID)
	if err != nil {
		return bot.Explanation{}, err
	}
	rows := scoring.Ledger(facts, r.app.policy(), span)
	var ids []string
	for _, row := range rows {
		if row.ContactID != "" && !slices.Contains(ids, row.ContactID) {
			ids = append(ids, row.ContactID)
		}
	}
	answer.People, err = r.app.Store.Names(ctx, ids)
	return bot.Explanation{Answer: answer, Span: span, Rows: rows}, err
}
