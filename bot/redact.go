package bot

import "regexp"

// secretForm finds tokens, and the paths and queries of URLs, which for
// response URLs, uploads and sockets are secrets.
var secretForm = regexp.MustCompile(`xox[a-z]?(\.xox[a-z])?-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|((?:https?|wss?)://[^/\s"'?]+)[/?][^\s"']*`)

// redact takes secrets out of text that somebody else wrote, like a panic.
func redact(s string) string { return secretForm.ReplaceAllString(s, "$2(redacted)") }
