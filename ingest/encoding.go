package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"engagement/account"
)

// sniffBytes is how much of a stream is looked at to tell its encoding.
const sniffBytes = 4096

// plainText yields the content of a stream as UTF-8 without a byte order mark:
// unpacked if it is gzip, decoded from UTF-16 or Windows-1252 if it is that.
// What is not text at all is account.ErrInvalid.
func plainText(name string, r io.Reader) (io.Reader, error) {
	packed := bufio.NewReaderSize(r, 64<<10)
	magic, err := packed.Peek(2)
	if err != nil && err != io.EOF && len(magic) == 0 {
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	text := packed
	if bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(packed)
		if err != nil {
			return nil, fmt.Errorf("%s is damaged gzip (%v); copy the file again: %w", name, err, account.ErrInvalid)
		}
		text = bufio.NewReaderSize(unpacked, 64<<10)
	}
	head, err := text.Peek(sniffBytes)
	if err != nil && err != io.EOF && len(head) == 0 {
		return nil, fmt.Errorf("%s cannot be read (%v); copy the file again: %w", name, err, account.ErrInvalid)
	}
	switch wide := utf16Of(head); {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, fmt.Errorf("%s is an Excel workbook or a zip archive; save the sheet as CSV (UTF-8): %w", name, account.ErrInvalid)
	case wide != nil:
		return transform.NewReader(text, wide.NewDecoder()), nil
	case bytes.IndexByte(head, 0) >= 0:
		return nil, fmt.Errorf("%s is not a text file; export it as CSV or JSON lines: %w", name, account.ErrInvalid)
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		if _, err := text.Discard(3); err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", name, err)
		}
	}
	return transform.NewReader(text, &western{}), nil
}

// utf16Of is the encoding of text that begins with a UTF-16 byte order mark,
// or whose first characters are so often half zero that nothing else is left.
// Nil is any other text.
func utf16Of(head []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch pairs := len(head) / 2; {
	case zeros[1] > pairs/2 && zeros[0] <= pairs/10:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[0] > pairs/2 && zeros[1] <= pairs/10:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// western decodes a stream that is UTF-8 or Windows-1252 without looking
// ahead: both begin as ASCII, and the first character that is not ASCII tells.
// Once it was UTF-8, a stray byte that is not is read as Windows-1252.
type western struct{ legacy, modern bool }

// Reset forgets what was seen.
func (w *western) Reset() { *w = western{} }

// Transform implements transform.Transformer.
func (w *western) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		b := src[nSrc]
		if b < utf8.RuneSelf {
			if nDst == len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			dst[nDst] = b
			nDst, nSrc = nDst+1, nSrc+1
			continue
		}
		if !w.legacy && !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, size := charmap.Windows1252.DecodeByte(b), 1
		if !w.legacy {
			if u, n := utf8.DecodeRune(src[nSrc:]); n > 1 {
				r, size, w.modern = u, n, true
			} else if !w.modern {
				w.legacy = true
			}
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst, nSrc = nDst+utf8.EncodeRune(dst[nDst:], r), nSrc+size
	}
	return nDst, nSrc, nil
}
