package storetest

import "crypto/rand"

// randomName names a schema that no other test has.
func randomName() string { return rand.Text()[:12] }
