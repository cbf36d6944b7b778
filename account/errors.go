package account

import "errors"

// Sentinels that layers map to their own words: HTTP status, Slack text, exit
// code. Wrap them once, where a fact is added.
var (
	// ErrInvalid: a value that a person gave cannot be used as it is.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound: the thing named does not exist.
	ErrNotFound = errors.New("not found")
	// ErrStale: what was read has changed since; read again and retry.
	ErrStale = errors.New("stale")
	// ErrLeaseLost: another worker holds the claim now.
	ErrLeaseLost = errors.New("lease lost")
)
