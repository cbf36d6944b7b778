package bot

import (
	"github.com/slack-go/slack"
)

// View is a form that opens over the workspace, or somebody's Home.
type View struct {
	Title    string // of a form, at most 24 characters
	Callback string // names the form when it is sent
	Private  string // comes back with it; not shown
	Submit   string // label of the button that sends it; empty is none
	Blocks   []slack.Block
	Twin     string // the form as text, for terminals
}

// modal is the view as Slack takes it.
func (v View) modal() slack.ModalViewRequest {
	m := slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(clamp(v.Title, 24)), Close: plainText("Close"), CallbackID: v.Callback, PrivateMetadata: v.Private,
		Blocks: slack.Blocks{BlockSet: v.Blocks},
	}
	if v.Submit != "" {
		m.Submit = plainText(clamp(v.Submit, 24))
	}
	return m
}

// home is the view as somebody's Home.
func (v View) home() slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: v.Blocks}}
}

func plainText(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// input is one line of a form. id names its block and what it holds, so that an
// error can be shown at it.
func input(id, label, hint string, element slack.BlockElement) *slack.InputBlock {
	var help *slack.TextBlockObject
	if hint != "" {
		help = plainText(hint)
	}
	return slack.NewInputBlock(id, plainText(label), help, element)
}

// optional is an input that may stay empty.
func optional(i *slack.InputBlock) *slack.InputBlock {
	i.Optional = true
	return i
}

// textBox is a line to write in.
func textBox(id, initial, placeholder string) *slack.PlainTextInputBlockElement {
	box := slack.NewPlainTextInputBlockElement(nil, id)
	if placeholder != "" {
		box.Placeholder = plainText(placeholder)
	}
	box.MaxLength = 3000 // the most that Slack takes
	box.InitialValue = clamp(initial, box.MaxLength)
	return box
}

// option is one choice of a menu.
type option struct{ value, label string }

// menu is a list to choose one of, with the chosen value.
func menu(id string, options []option, chosen string) *slack.SelectBlockElement {
	var objects []*slack.OptionBlockObject
	var initial *slack.OptionBlockObject
	for _, o := range options {
		object := slack.NewOptionBlockObject(o.value, plainText(clamp(o.label, 75)), nil)
		if o.value == chosen {
			initial = object
		}
		objects = append(objects, object)
	}
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText("Choose…"), id, objects...)
	element.InitialOption = initial
	return element
}
