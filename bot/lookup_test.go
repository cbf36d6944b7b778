package bot

import (
	"strings"
	"testing"
)

func TestChannelOf(t *testing.T) {
	long := strings.Repeat("ж", 80)
	for text, want := range map[string]string{
		"sales": "#sales", "#Sales": "#sales", "#umsatz-süd_2": "#umsatz-süd_2", "営業": "#営業", "C0123ABC": "C0123ABC", long: "#" + long,
		"": "", "#": "", "two words": "", "a.b": "", long + "ж": "", "bad\xff": "", "#<!here>": "", "a\u0301": "",
	} {
		got, ok := ChannelOf(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("ChannelOf(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
}
