package account

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Ranked is one account in a list.
type Ranked struct {
	AccountID string
	Name      string
	Owner     string // e-mail
	Tier      string
	Day       Day // the numbers are as of its end
	Grade     int
	Stage     string
	MQA       bool
	MQASince  Day
	Minutes7  Milli
	Minutes30 Milli
	Minutes90 Milli
	Normal7   Milli // mean minutes a week of the 12 weeks before the last 7 days
	Heat      Milli // for bars alone, see Ranking.Bars
	People90  int
	Direction Direction
	Move      string // Sales, Marketing or Wait
}

// Moved is how far the last 7 days are from a normal week.
func (r Ranked) Moved() Milli { return r.Minutes7 - r.Normal7 }

// Order says which accounts of a group a list names, and in what order.
type Order string

// The orders. All but ByMoves rank by minutes in 30 days.
const (
	ByMinutes   Order = ""
	OnlyRising  Order = "rising"
	OnlyFalling Order = "falling"
	OnlyFlat    Order = "flat"
	OnlyMQA     Order = "mqa"
	ByAnything  Order = "all"    // silent ones included
	ByMoves     Order = "movers" // by the distance of the last 7 days from a normal week, either way
)

// Orders lists the words that people may write.
var Orders = [...]Order{OnlyRising, OnlyFalling, OnlyFlat, OnlyMQA}

// RankQuery says what is listed.
type RankQuery struct {
	Group Group
	Mine  bool // instead of Group: owned or watched by whoever asks
	// Watched instead of Group: watched by whoever asks.
	Watched bool
	Order   Order
	Count   int    // rows at most
	Since   Period // with OnlyMQA: those that became one in it; zero is all
}

// Counts that a list may have.
const (
	DefaultCount = 10
	MaxCount     = 100
)

// Ranking is a list of accounts with its denominator.
type Ranking struct {
	Rows  []Ranked
	Total int   // accounts the rows were chosen from
	Fit   int   // of them, those that the order would list, were there room
	Heat  Milli // the most of any account, for Bars
	Span  Span  // of Since, else zero
}

// Bars says heat in one to five bars of what the hottest account has; 0 is none
// at all. Heat is never shown as a number: it is no minutes.
func (r Ranking) Bars(heat Milli) int {
	if heat <= 0 || r.Heat <= 0 {
		return 0
	}
	return int(min(5, 1+5*heat/(r.Heat+1)))
}

// Rank chooses and sorts rows; span is what q.Since means today.
func Rank(all []Ranked, q RankQuery, span Span) Ranking {
	r := Ranking{Total: len(all), Span: span}
	for _, one := range all {
		r.Heat = max(r.Heat, one.Heat)
		if q.fits(one, span) {
			r.Rows = append(r.Rows, one)
		}
	}
	slices.SortFunc(r.Rows, func(a, b Ranked) int {
		first := cmp.Compare(b.Minutes30, a.Minutes30)
		if q.Order == ByMoves {
			first = cmp.Compare(max(b.Moved(), -b.Moved()), max(a.Moved(), -a.Moved()))
		}
		return cmp.Or(first, cmp.Compare(b.Minutes90, a.Minutes90), strings.Compare(a.AccountID, b.AccountID))
	})
	r.Fit = len(r.Rows)
	r.Rows = r.Rows[:min(len(r.Rows), q.Count)]
	return r
}

// leastMove is how far from normal a week must be to be listed as a move.
const leastMove = 5 * Minute

func (q RankQuery) fits(r Ranked, span Span) bool {
	switch q.Order {
	case OnlyMQA:
		return r.MQA && (span == Span{} || span.Contains(r.MQASince))
	case OnlyRising, OnlyFalling, OnlyFlat:
		return r.Minutes90 > 0 && r.Direction == Direction(q.Order)
	case ByAnything:
		return true
	case ByMoves:
		return r.Moved() >= leastMove || -r.Moved() >= leastMove
	}
	return r.Minutes90 > 0
}

// ParseRanking reads what follows `top`: `[mine|@rep|tier:1|...] [rising|falling|flat|mqa] [N]`
// in that order. The error is ErrInvalid.
func ParseRanking(words []string) (RankQuery, error) {
	q := RankQuery{Count: DefaultCount, Group: Group{Every: true}}
	rest := slices.Clone(words)
	if n := len(rest); n > 0 {
		if count, ok := number(rest[n-1]); ok {
			if count < 1 || count > MaxCount {
				return q, fmt.Errorf("%s is not a number of accounts between 1 and %d: write `top 20`: %w", rest[n-1], MaxCount, ErrInvalid)
			}
			q.Count, rest = count, rest[:n-1]
		}
	}
	if n := len(rest); n > 0 {
		if order := Order(strings.ToLower(rest[n-1])); slices.Contains(Orders[:], order) {
			q.Order, rest = order, rest[:n-1]
		}
	}
	if len(rest) == 0 {
		return q, nil
	}
	if len(rest) == 1 && strings.EqualFold(rest[0], "mine") {
		q.Mine, q.Group = true, Group{}
		return q, nil
	}
	g, ok, err := ParseGroup(rest)
	if err == nil && !ok {
		err = fmt.Errorf("%q is no group of accounts: write `top mine`, `top @ann`, `top tier:1`, `top territory:West` or `top segment:X`, then rising, falling, flat or mqa, then how many: %w",
			strings.Join(rest, " "), ErrInvalid)
	}
	q.Group = g
	return q, err
}

// number reads a whole number of at most four digits.
func number(word string) (int, bool) {
	n := 0
	for _, r := range word {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, word != "" && len(word) <= 4
}
