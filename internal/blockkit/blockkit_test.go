package blockkit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"engagement/internal/blockkit"
)

const good = `{"text":"Acme is up","blocks":[
 {"type":"header","text":{"type":"plain_text","text":"Acme","emoji":true}},
 {"type":"section","block_id":"b1","text":{"type":"mrkdwn","text":"*120* minutes","verbatim":true},
  "accessory":{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Why"},"value":"why"}]}},
 {"type":"section","fields":[{"type":"plain_text","text":"a"},{"type":"mrkdwn","text":"b"}]},
 {"type":"image","slack_file":{"id":"F1"},"alt_text":"a line that rises to 120"},
 {"type":"context","elements":[{"type":"mrkdwn","text":"x"},{"type":"image","image_url":"https://x/y.png","alt_text":"y"}]},
 {"type":"actions","elements":[
  {"type":"button","action_id":"a","text":{"type":"plain_text","text":"Go"},"value":"","style":"primary",
   "confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"mrkdwn","text":"*Really*"},
    "confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}},
  {"type":"static_select","action_id":"s","options":[{"text":{"type":"plain_text","text":"1"},"value":"1"}],
   "initial_option":{"text":{"type":"plain_text","text":"1"},"value":"1"}}]},
 {"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[
  {"type":"rich_text_section","elements":[{"type":"text","text":"hi","style":{"bold":true}},{"type":"user","user_id":"U1"}]}]}]},
 {"type":"data_table","caption":"Top","page_size":5,"rows":[[{"type":"raw_text","text":"Account"},{"type":"raw_text","text":"Min"}],
  [{"type":"raw_text","text":"Acme"},{"type":"raw_number","value":12.5,"text":"12.5"}]]},
 {"type":"data_visualization","title":"Minutes","chart":{"type":"line","axis_config":{"categories":["Mon","Tue"]},
  "series":[{"name":"Acme","data":[{"label":"Mon","value":1},{"label":"Tue","value":-2}]}]}},
 {"type":"markdown","text":"**x**"},{"type":"divider"}],
 "attachments":[{"color":"#ff0000","blocks":[{"type":"divider"}]}]}`

// message puts blocks into a message that is fine otherwise.
func message(blocks ...string) string {
	return `{"text":"t","blocks":[` + strings.Join(blocks, ",") + `]}`
}

func repeat(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }

func x(n int) string { return strings.Repeat("ö", n) }

func plain(n int) string { return `{"type":"plain_text","text":"` + x(n) + `"}` }

func mrkdwn(n int) string { return `{"type":"mrkdwn","text":"` + x(n) + `"}` }

func option(i int) string {
	return fmt.Sprintf(`{"text":%s,"value":"v%d"}`, plain(3), i)
}

func options(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = option(i)
	}
	return strings.Join(all, ",")
}

func actions(elements ...string) string {
	return `{"type":"actions","elements":[` + strings.Join(elements, ",") + `]}`
}

func accessory(e string) string {
	return `{"type":"section","text":` + mrkdwn(1) + `,"accessory":` + e + `}`
}

func TestMessage(t *testing.T) {
	button := `{"type":"button","text":` + plain(2) + `}`
	points := func(n int) string {
		var p, c []string
		for i := range n {
			p = append(p, fmt.Sprintf(`{"label":"c%d","value":%d}`, i, i))
			c = append(c, fmt.Sprintf(`"c%d"`, i))
		}
		return `{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":[` +
			strings.Join(c, ",") + `]},"series":[{"name":"s","data":[` + strings.Join(p, ",") + `]}]}}`
	}
	cell := `{"type":"raw_text","text":"x"}`
	table := func(rows, cells int) string {
		return `{"type":"table","rows":[` + repeat("["+repeat(cell, cells)+"]", rows) + `]}`
	}
	tests := []struct {
		name, in string
		want     []string
	}{
		{"everything that works", good, nil},
		{"not JSON", `{`, []string{"not JSON: decode: unexpected EOF"}},
		{"not an object", `[]`, []string{"must be an object"}},
		{"two values", `{"text":"a"} {}`, []string{"not JSON: more than one JSON value"}},
		{"no text", `{"blocks":[]}`, []string{"text: missing: notifications and screen readers need it"}},
		{"text as a number", `{"text":1}`, []string{"text: must be a string"}},
		{"text too long", `{"text":"` + x(40001) + `"}`, []string{"text: 40001 characters, at most 40000"}},
		{"50 blocks", message(repeat(`{"type":"divider"}`, 50)), nil},
		{"51 blocks", message(repeat(`{"type":"divider"}`, 51)), []string{"blocks: 51 blocks, at most 50"}},
		{"unknown block", message(`{"type":"poem"}`), []string{`blocks[0].type: unknown block type "poem"`}},
		{"no type", message(`{}`), []string{"blocks[0].type: missing"}},
		{"unknown field", message(`{"type":"divider","colour":1}`), []string{"blocks[0].colour: unknown field"}},
		{"section 3000 runes", message(`{"type":"section","text":` + mrkdwn(3000) + `}`), nil},
		{"section 3001", message(`{"type":"section","text":` + mrkdwn(3001) + `}`), []string{"blocks[0].text: 3001 characters, at most 3000"}},
		{"section empty text", message(`{"type":"section","text":` + mrkdwn(0) + `}`), []string{"blocks[0].text: empty"}},
		{"section bare", message(`{"type":"section"}`), []string{"blocks[0]: needs text or fields"}},
		{"11 fields", message(`{"type":"section","fields":[` + repeat(mrkdwn(1), 11) + `]}`), []string{"blocks[0].fields: 11 fields, at most 10"}},
		{"field 2001", message(`{"type":"section","fields":[` + mrkdwn(2001) + `]}`), []string{"blocks[0].fields[0]: 2001 characters, at most 2000"}},
		{"header 151", message(`{"type":"header","text":` + plain(151) + `}`), []string{"blocks[0].text: 151 characters, at most 150"}},
		{"header mrkdwn", message(`{"type":"header","text":` + mrkdwn(1) + `}`), []string{"blocks[0].text: must be plain_text"}},
		{"emoji in mrkdwn", message(`{"type":"section","text":{"type":"mrkdwn","text":"a","emoji":true}}`), []string{"blocks[0].text.emoji: unknown field"}},
		{"26 actions", message(actions(repeat(button, 26))), []string{"blocks[0].elements: 26 elements, at most 25"}},
		{"no actions", message(actions()), []string{"blocks[0].elements: 0 elements, at least 1"}},
		{"11 context", message(`{"type":"context","elements":[` + repeat(mrkdwn(1), 11) + `]}`), []string{"blocks[0].elements: 11 elements, at most 10"}},
		{"button text 76", message(actions(button, `{"type":"button","text":`+plain(76)+`}`)), []string{"blocks[0].elements[1].text: 76 characters, at most 75"}},
		{"button value 2001", message(actions(`{"type":"button","text":` + plain(1) + `,"value":"` + x(2001) + `"}`)), []string{"blocks[0].elements[0].value: 2001 characters, at most 2000"}},
		{"button url 3001", message(actions(`{"type":"button","text":` + plain(1) + `,"url":"` + x(3001) + `"}`)), []string{"blocks[0].elements[0].url: 3001 characters, at most 3000"}},
		{"button style", message(actions(`{"type":"button","text":` + plain(1) + `,"style":"loud"}`)), []string{`blocks[0].elements[0].style: "loud" is not one of ["primary" "danger"]`}},
		{"unknown element", message(actions(`{"type":"lever"}`)), []string{`blocks[0].elements[0].type: unknown element type "lever"`}},
		{"element in the wrong place", message(actions(`{"type":"plain_text_input"}`)), []string{"blocks[0].elements[0]: plain_text_input does not work in a block of type actions"}},
		{"action_id 256", message(actions(`{"type":"button","action_id":"` + x(256) + `","text":` + plain(1) + `}`)), []string{"blocks[0].elements[0].action_id: 256 characters, at most 255"}},
		{"action_id twice in a block", message(actions(repeat(`{"type":"button","action_id":"a","text":`+plain(1)+`}`, 2))), []string{`blocks[0].elements[1].action_id: "a" is already the action_id of blocks[0].elements[0]`}},
		{"action_id twice in the message", message(repeat(actions(`{"type":"button","action_id":"a","text":`+plain(1)+`}`), 2)), nil},
		{"block_id 256", message(`{"type":"divider","block_id":"` + x(256) + `"}`), []string{"blocks[0].block_id: 256 characters, at most 255"}},
		{"block_id twice", message(repeat(`{"type":"divider","block_id":"a"}`, 2)), []string{`blocks[1].block_id: "a" is already the block_id of blocks[0]`}},
		{"block_id twice over attachments", `{"text":"t","blocks":[{"type":"divider","block_id":"a"}],"attachments":[{"blocks":[{"type":"divider","block_id":"a"}]}]}`, []string{`attachments[0].blocks[0].block_id: "a" is already the block_id of blocks[0]`}},
		{"101 options", message(accessory(`{"type":"static_select","options":[` + options(101) + `]}`)), []string{"blocks[0].accessory.options: 101 options, at most 100"}},
		{"options and groups", message(accessory(`{"type":"static_select"}`)), []string{"blocks[0].accessory: needs exactly one of options and option_groups"}},
		{"option text and value", message(accessory(`{"type":"overflow","options":[{"text":` + plain(76) + `,"value":"` + x(151) + `"}]}`)), []string{"blocks[0].accessory.options[0].text: 76 characters, at most 75", "blocks[0].accessory.options[0].value: 151 characters, at most 150"}},
		{"overflow 5", message(accessory(`{"type":"overflow","options":[` + options(5) + `]}`)), nil},
		{"overflow 6", message(accessory(`{"type":"overflow","options":[` + options(6) + `]}`)), []string{"blocks[0].accessory.options: 6 options, at most 5"}},
		{"11 checkboxes", message(accessory(`{"type":"checkboxes","options":[` + options(11) + `]}`)), []string{"blocks[0].accessory.options: 11 options, at most 10"}},
		{"initial option not offered", message(accessory(`{"type":"static_select","options":[` + option(1) + `],"initial_option":` + option(2) + `}`)), []string{"blocks[0].accessory.initial_option: is not one of the options"}},
		{"placeholder 151", message(accessory(`{"type":"users_select","placeholder":` + plain(151) + `}`)), []string{"blocks[0].accessory.placeholder: 151 characters, at most 150"}},
		{"date form", message(accessory(`{"type":"datepicker","initial_date":"1 May"}`)), []string{`blocks[0].accessory.initial_date: "1 May" is not in the form YYYY-MM-DD`}},
		{"no alt text", message(`{"type":"image","image_url":"https://x"}`), []string{"blocks[0].alt_text: missing"}},
		{"alt text 2001", message(`{"type":"image","image_url":"https://x","alt_text":"` + x(2001) + `"}`), []string{"blocks[0].alt_text: 2001 characters, at most 2000"}},
		{"no picture", message(`{"type":"image","alt_text":"a"}`), []string{"blocks[0]: needs exactly one of image_url and slack_file"}},
		{"two pictures", message(`{"type":"image","alt_text":"a","image_url":"https://x","slack_file":{"id":"F"}}`), []string{"blocks[0]: needs exactly one of image_url and slack_file"}},
		{"slack_file of two minds", message(`{"type":"image","alt_text":"a","slack_file":{"id":"F","url":"u"}}`), []string{"blocks[0].slack_file: needs exactly one of id and url"}},
		{"confirm deny", message(actions(`{"type":"button","text":` + plain(1) + `,"confirm":{"title":` + plain(101) + `,"text":` + plain(301) + `,"confirm":` + plain(31) + `}}`)), []string{
			"blocks[0].elements[0].confirm.title: 101 characters, at most 100", "blocks[0].elements[0].confirm.text: 301 characters, at most 300",
			"blocks[0].elements[0].confirm.confirm: 31 characters, at most 30", "blocks[0].elements[0].confirm.deny: missing",
		}},
		{"markdown together", message(repeat(`{"type":"markdown","text":"`+x(6001)+`"}`, 2)), []string{"blocks: 12002 characters in all markdown blocks, at most 12000"}},
		{"13000 in all", message(repeat(`{"type":"section","text":`+mrkdwn(3000)+`}`, 5)), []string{"blocks: 15000 characters in all blocks, at most about 13000"}},
		{"table 100 by 20", message(table(100, 20)), nil},
		{"table 101 by 21", message(table(101, 1), table(1, 21)), []string{
			"blocks[0].rows: 101 rows, at most 100", "blocks[1].rows[0]: 21 cells, at most 20", "blocks: 2 tables, at most one table or data_table",
		}},
		{"table text", message(`{"type":"table","rows":[[` + repeat(`{"type":"raw_text","text":"`+x(2001)+`"}`, 5) + `]]}`), []string{"blocks[0].rows: 10005 characters in all cells, at most 10000"}},
		{"data_table without caption", message(`{"type":"data_table","rows":[[` + cell + `],[` + cell + `]]}`), []string{"blocks[0].caption: missing"}},
		{"data_table header and widths", message(`{"type":"data_table","caption":"c","page_size":101,"rows":[[{"type":"raw_number","value":1}],[` + cell + `,` + cell + `]]}`), []string{
			"blocks[0].page_size: 101 is not between 1 and 100", "blocks[0].rows[0][0]: header cells must be raw_text", "blocks[0].rows: rows have different numbers of cells",
		}},
		{"20 points", message(points(20)), nil},
		{"21 points", message(points(21)), []string{
			"blocks[0].chart.axis_config.categories: 21 categories, at most 20", "blocks[0].chart.series[0].data: 21 points, at most 20",
		}},
		{"3 charts", message(points(1), points(1), points(1)), []string{"blocks: 3 data_visualization blocks, at most 2"}},
		{"7 series", message(`{"type":"data_visualization","title":"t","chart":{"type":"line","axis_config":{"categories":["a"]},"series":[` + repeat(`{"name":"s","data":[{"label":"a","value":1}]}`, 1) + `,{"name":"s","data":[{"label":"b","value":1}]}]}}`), []string{
			`blocks[0].chart.series[1].name: series "s" is there twice`, `blocks[0].chart.series[1].data[0].label: "b" is not one of the categories`,
		}},
		{"chart label 21 and pie", message(`{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[{"label":"` + x(21) + `","value":0}]}}`), []string{
			"blocks[0].chart.segments[0].label: 21 characters, at most 20", "blocks[0].chart.segments[0].value: must be more than 0",
		}},
		{"chart with a gap", message(`{"type":"data_visualization","title":"t","chart":{"type":"area","axis_config":{"categories":["a","b"]},"series":[{"name":"s","data":[{"label":"a","value":1}]}]}}`), []string{
			"blocks[0].chart.series[0].data: 1 points for 2 categories: a chart has no gaps",
		}},
		{"rich text types", message(`{"type":"rich_text","elements":[{"type":"verse"},{"type":"rich_text_section","elements":[{"type":"song"}]}]}`), []string{
			`blocks[0].elements[0].type: unknown rich text type "verse"`, `blocks[0].elements[1].elements[0].type: unknown rich text element type "song"`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, sentences(blockkit.Message([]byte(tt.in)))); diff != "" {
				t.Errorf("Message faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestView(t *testing.T) {
	input := `{"type":"input","label":` + plain(4) + `,"element":{"type":"plain_text_input","action_id":"a"}}`
	modal := func(extra, blocks string) string {
		return `{"type":"modal","title":` + plain(4) + extra + `,"blocks":[` + blocks + `]}`
	}
	submit := `,"submit":` + plain(2)
	tests := []struct {
		name, in string
		want     []string
	}{
		{"modal", modal(submit, input), nil},
		{"home", `{"type":"home","blocks":[` + repeat(`{"type":"divider"}`, 100) + `]}`, nil},
		{"home 101", `{"type":"home","blocks":[` + repeat(`{"type":"divider"}`, 101) + `]}`, []string{"blocks: 101 blocks, at most 100"}},
		{"home with a title", `{"type":"home","title":` + plain(4) + `,"blocks":[]}`, []string{"title: unknown field"}},
		{"no blocks", modal("", "")[:len(modal("", ""))-len(`,"blocks":[]}`)] + "}", []string{"blocks: missing"}},
		{"title 25", `{"type":"modal","title":` + plain(25) + `,"blocks":[]}`, []string{"title: 25 characters, at most 24"}},
		{"input without submit", modal("", input), []string{"submit: missing: a modal with input blocks needs it"}},
		{"label 2001", modal(submit, `{"type":"input","label":`+plain(2001)+`,"element":{"type":"plain_text_input"}}`), []string{"blocks[0].label: 2001 characters, at most 2000"}},
		{"number input", modal(submit, `{"type":"input","label":`+plain(1)+`,"element":{"type":"number_input"}}`), []string{"blocks[0].element.is_decimal_allowed: missing"}},
		{"metadata 3001", modal(`,"private_metadata":"`+x(3001)+`"`, ""), []string{"private_metadata: 3001 characters, at most 3000"}},
		{"messages only", modal("", `{"type":"markdown","text":"a"}`), []string{"blocks[0]: a markdown block works in messages only"}},
		{"two focused", modal(submit, repeat(`{"type":"input","label":`+plain(1)+`,"element":{"type":"plain_text_input","focus_on_load":true}}`, 2)), []string{"blocks: 2 elements with focus_on_load, at most one"}},
		{"more text than a message", modal("", repeat(`{"type":"section","text":`+mrkdwn(3000)+`}`, 10)), nil},
		{"250 kB", modal("", repeat(`{"type":"section","text":`+mrkdwn(3000)+`}`, 42)), []string{"254343 bytes, at most 250000"}},
		{"a message", `{"text":"a"}`, []string{"type: missing", "text: unknown field", "blocks: missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, sentences(blockkit.View([]byte(tt.in)))); diff != "" {
				t.Errorf("View faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCodes(t *testing.T) {
	tests := map[string]string{
		`{"blocks":[]}`: blockkit.CodeNoText,
		message(`{}`):   blockkit.CodeInvalidBlocks,
		message(repeat(`{"type":"section","text":`+mrkdwn(3000)+`}`, 5)): blockkit.CodeBlocksTooLong,
		`{"text":"` + x(40001) + `"}`:                                    blockkit.CodeTextTooLong,
	}
	for in, want := range tests {
		faults := blockkit.Message([]byte(in))
		if len(faults) != 1 || faults[0].Code != want {
			t.Errorf("Message(%.60s) = %v, want one fault with code %s", in, faults, want)
		}
	}
}

func TestBlocksAndAttachments(t *testing.T) {
	if got := sentences(blockkit.Blocks([]byte(`[{"type":"table","rows":[]}]`), blockkit.OnHome)); !cmp.Equal(got, []string{
		"blocks[0]: a table block works in messages only", "blocks[0].rows: 0 rows, at least 1",
	}) {
		t.Errorf("Blocks on Home = %q", got)
	}
	if got := sentences(blockkit.Attachments([]byte(`[{"blocks":[{"type":"ode"}]}]`))); !cmp.Equal(got, []string{
		`attachments[0].blocks[0].type: unknown block type "ode"`,
	}) {
		t.Errorf("Attachments = %q", got)
	}
}

func sentences(faults []blockkit.Fault) []string {
	var all []string
	for _, f := range faults {
		all = append(all, f.String())
	}
	return all
}
