package app

import "runtime"

// headroom is how much of a server's memory may be garbage beside as much as is in
// use, in bytes.
const headroom = 32 << 20

// Headroom lets garbage lie until there is some worth collecting: answers make much
// of it and hold little, and every collection makes those wait who ask meanwhile. It
// is memory that is counted as used and never touched, so that it takes no room
// itself. It ends with what it returns.
func Headroom() (end func()) {
	held := make([]byte, headroom)
	return func() { runtime.KeepAlive(held) }
}
