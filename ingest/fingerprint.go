package ingest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ordinalField keeps, with a refused row, how many identical rows stood before
// it, so that a retry gives it the identity it would have had. No column is
// called so.
const ordinalField = "#ordinal"

// fingerprint is 128 bits of a hash over what a row says, whatever the order
// of its columns.
type fingerprint [16]byte

// fingerprintOf hashes the fields of a row that are not empty, in the order of
// their names, and the source. The text of the file counts, not what is made
// of it: the zone that its times are read in changes nothing.
func fingerprintOf(fields map[string]string, source string) fingerprint {
	h := sha256.New()
	buf := make([]byte, 0, 256)
	put := func(s string) {
		buf = binary.AppendUvarint(buf[:0], uint64(len(s)))
		buf = append(buf, s...)
		h.Write(buf)
	}
	put(source)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if value := fields[name]; value != "" && name != "source" && name != "id" && !strings.HasPrefix(name, "#") {
			put(name)
			put(value)
		}
	}
	return fingerprint(h.Sum(nil)[:16])
}

// id is the identity of the row that has the fingerprint and so many identical
// rows before it in its file.
func (f fingerprint) id(ordinal int) string {
	sum := sha256.Sum256(strconv.AppendInt(append([]byte(nil), f[:]...), int64(ordinal), 10))
	return "h" + hex.EncodeToString(sum[:16])
}

// repeats counts identical rows of one file. It holds 20 bytes for every
// distinct row without an id: the one thing that grows with a file.
type repeats map[fingerprint]uint32

// next is the ordinal of another row with the fingerprint.
func (r repeats) next(f fingerprint) int {
	n := r[f]
	r[f] = n + 1
	return int(n)
}
