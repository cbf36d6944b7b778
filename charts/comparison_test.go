package charts

import (
	"errors"
	"image"
	"testing"

	"pgregory.net/rapid"

	"engagement/account"
)

func comparisonCases() map[string]ComparisonInput {
	days := func(n, busy, from int) account.Series {
		s := make(account.Series, n)
		for i := range s {
			if d := today - account.Day(n-1-i); i >= from && d.Monday() != d && int(d*7919%11) < busy {
				s[i] = account.Milli(int(d)*31%17+busy+i*busy/90) * account.Minute
			}
		}
		return s
	}
	four := ComparisonInput{
		Title: "Acme, Globex, Initech and Umbrella", From: today - 179, Today: today,
		Accounts: []ComparedAccount{
			{"Acme Corp", days(180, 6, 0)}, {"Globex", days(180, 3, 90)}, {"Initech", days(180, 2, 0)}, {"Umbrella", days(180, 1, 30)},
		},
	}
	sums := four
	sums.Pace = Cumulative
	dark := sums
	dark.Theme = Dark
	two := ComparisonInput{
		Title: "Acme Corp and International Business Manufacturing of Springfield and Sons", From: today - 90, Today: today, Pace: Cumulative,
		Accounts: []ComparedAccount{{"Acme Corp", days(91, 4, 0)}, {"International Business Manufacturing", days(91, 4, 2)}},
	}
	few := ComparisonInput{
		Title: "Acme and \u202eحساب\u202c", From: today - 8, Today: today,
		Accounts: []ComparedAccount{{"Acme", days(9, 5, 0)}, {"\u202eحساب\u202c", days(9, 2, 0)}},
	}
	usual := ComparisonInput{
		Title: "Minutes this quarter", From: today - 90, Today: today,
		Accounts: []ComparedAccount{{"Acme Corp", days(91, 6, 0)}, {"Globex & Co", days(91, 3, 20)}},
	}
	asian := two
	asian.Title, asian.Pace = "トヨタ自動車 and 삼성전자", Weekly
	asian.Accounts = []ComparedAccount{{"トヨタ自動車", two.Accounts[0].Minutes}, {"삼성전자", days(91, 2, 0)}}
	return map[string]ComparisonInput{
		"compare-cjk":    asian,
		"compare-weekly": four, "compare-sums": sums, "compare-dark": dark, "compare-two": two, "compare-usual": usual, "compare-days": few,
		"compare-empty": {Title: "Acme and Globex", From: today, Accounts: make([]ComparedAccount, 2)},
	}
}

func TestComparisonRefuses(t *testing.T) {
	of := func(lengths ...int) []ComparedAccount {
		var out []ComparedAccount
		for _, n := range lengths {
			out = append(out, ComparedAccount{Minutes: make(account.Series, n)})
		}
		return out
	}
	for name, in := range map[string]ComparisonInput{
		"one account":               {From: today, Accounts: of(3)},
		"five accounts":             {From: today, Accounts: of(3, 3, 3, 3, 3)},
		"periods of another length": {From: today, Accounts: of(3, 4)},
		"days after the calendar":   {From: lastDay, Accounts: of(3, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Comparison(in); !errors.Is(err, account.ErrInvalid) {
				t.Errorf("error = %v, want ErrInvalid", err)
			}
		})
	}
}

// TestComparisonLaws: any accounts give a picture of the right size whose words
// keep apart.
func TestComparisonLaws(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := ComparisonInput{
			Title: anyName().Draw(t, "title"), From: anyDay(t, "from"), Theme: anyTheme(t), Pace: Pace(rapid.IntRange(0, 1).Draw(t, "pace")),
		}
		n := rapid.OneOf(rapid.IntRange(0, 30), rapid.IntRange(0, 800)).Draw(t, "days")
		in.Today = in.From + account.Day(n)
		for range rapid.IntRange(2, 4).Draw(t, "accounts") {
			in.Accounts = append(in.Accounts, ComparedAccount{anyName().Draw(t, "name"), rapid.SliceOfN(anyMinutes(), n, n).Draw(t, "minutes")})
		}
		lawful(t, height, func() ([]byte, error) { return Comparison(in) })
		p := planComparison(in, fonts)
		tidy(t, &p.sheet)
		for i, c := range p.curves {
			if in.Pace == Cumulative && n > 0 && c.ys[len(c.ys)-1] != total(minutesOf(in.Accounts[i].Minutes)) {
				t.Fatalf("line %d ends at %g", i, c.ys[len(c.ys)-1])
			}
			if last := c.xs[len(c.xs)-1]; int(last) != n {
				t.Fatalf("line %d ends on day %g of %d", i, last, n)
			}
		}
	})
}

// TestEndsKeepTheirOrder: where lines end close together their names are moved
// apart, and stay in the order of the ends.
func TestEndsKeepTheirOrder(t *testing.T) {
	fonts, err := loadFaces()
	if err != nil {
		t.Fatal(err)
	}
	in := ComparisonInput{From: today, Pace: Cumulative, Accounts: []ComparedAccount{
		{"third", account.Series{100_000}}, {"first", account.Series{102_000}}, {"fourth", account.Series{99_000}}, {"second", account.Series{101_000}},
	}}
	p := planComparison(in, fonts)
	at := map[string]image.Rectangle{}
	for _, l := range p.labels {
		at[l.text] = l.box
	}
	for _, pair := range [][2]string{{"first", "second"}, {"second", "third"}, {"third", "fourth"}} {
		if a, b := at[pair[0]], at[pair[1]]; a.Empty() || a.Max.Y >= b.Min.Y {
			t.Errorf("%s at %v is not above %s at %v", pair[0], a, pair[1], b)
		}
	}
}
