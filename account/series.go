package account

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// Series is the minutes of days that follow each other. As JSON it is a text:
// the differences from day to day as varints in base64, because a year of them
// stands in every card that is stored and read. An array of numbers is read,
// too.
type Series []Milli

// MarshalJSON writes the text.
func (s Series) MarshalJSON() ([]byte, error) {
	if s == nil {
		return []byte("null"), nil
	}
	packed := make([]byte, 0, 2*len(s))
	last := Milli(0)
	for _, m := range s {
		packed = binary.AppendVarint(packed, int64(m-last))
		last = m
	}
	text := make([]byte, 0, 2+base64.RawStdEncoding.EncodedLen(len(packed)))
	text = append(text, '"')
	text = base64.RawStdEncoding.AppendEncode(text, packed)
	return append(text, '"'), nil
}

// UnmarshalJSON reads the text or an array; the error is ErrInvalid.
func (s *Series) UnmarshalJSON(text []byte) error {
	if len(text) == 0 || text[0] != '"' {
		var list []Milli
		if err := json.Unmarshal(text, &list); err != nil {
			return fmt.Errorf("series: %w: %w", err, ErrInvalid)
		}
		*s = list
		return nil
	}
	packed, err := base64.RawStdEncoding.AppendDecode(nil, text[1:len(text)-1])
	if err != nil {
		return fmt.Errorf("series: %w: %w", err, ErrInvalid)
	}
	list, last := make(Series, 0, len(packed)), Milli(0)
	for len(packed) > 0 {
		step, n := binary.Varint(packed)
		if n <= 0 {
			return fmt.Errorf("series ends in the middle of a number: %w", ErrInvalid)
		}
		last += Milli(step)
		list, packed = append(list, last), packed[n:]
	}
	*s = list
	return nil
}

// Weeks sums runs of seven days, oldest first. The last one ends with the last
// day; days before the first whole run are left out.
func (s Series) Weeks() Series {
	out := make(Series, len(s)/7)
	for i, m := range s[len(s)%7:] {
		out[i/7] += m
	}
	return out
}
