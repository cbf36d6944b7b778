package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	body := func(text string) string {
		c, err := Parse("test", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return c.Body
	}
	for _, tt := range []struct {
		name, old, new string
		want           []Difference
	}{
		{"the same", "", "[mqa]\nwindow = 90\n", nil},
		{"a number", "", "[mqa]\nwindow = 60\n", []Difference{{"mqa.window", "90", "60"}}},
		{
			"a type that is new", "", "[types.\"fax.received\"]\nminutes = 3\ngroup = \"sales\"\n",
			[]Difference{{`types."fax.received".group`, "", "'sales'"}, {`types."fax.received".minutes`, "", "3.0"}},
		},
		{
			"a row that moved", "[[rules]]\nname = \"a\"\nasset = \"a*\"\nbecomes = \"fax\"\n[[rules]]\nname = \"b\"\nstatus = \"new\"\nbecomes = \"fax\"\n[types.fax]\nminutes = 1\ngroup = \"sales\"\n",
			"[[rules]]\nname = \"b\"\nstatus = \"new\"\nbecomes = \"fax\"\n[[rules]]\nname = \"a\"\nasset = \"a*\"\nurl = \"*/x\"\nbecomes = \"fax\"\n[types.fax]\nminutes = 1\ngroup = \"sales\"\n",
			[]Difference{{`rules["a"].url`, "", "'*/x'"}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Diff(body(tt.old), body(tt.new))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			back, err := Diff(body(tt.new), body(tt.old))
			if err != nil {
				t.Fatal(err)
			}
			for i := range back {
				back[i].Old, back[i].New = back[i].New, back[i].Old
			}
			if diff := cmp.Diff(got, back); diff != "" {
				t.Errorf("the other way round:\n%s", diff)
			}
		})
	}
	if _, err := Diff("not = [toml", ""); err == nil {
		t.Error("what is no TOML was compared")
	}
}
