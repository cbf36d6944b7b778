package main

import "strings"

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain; all of them where none is named."`
}

func (c *helpCommand) Run(s *session) error {
	if code := run(s.ctx, append(c.Command, "--help"), s.stdin, s.stdout, s.stderr); code != 0 {
		return said(code)
	}
	return nil
}

// listed is a list in a sentence: "a, b or c".
func listed(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
