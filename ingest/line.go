package ingest

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// maxRecord bounds one row in bytes: far above any real one, and the most that
// reading keeps in memory.
const maxRecord = 1 << 20

// line is one line of a text, without its end. What exceeds maxRecord is cut
// off and said so.
type line struct {
	no   int // counted from 1
	text string
	cut  bool
}

func (l line) blank() bool { return strings.TrimSpace(l.text) == "" }

// lines reads a text line by line and takes lines back.
type lines struct {
	r       *bufio.Reader
	no      int
	pending []line // read again before r, first one first
}

func newLines(r io.Reader) *lines { return &lines{r: bufio.NewReaderSize(r, 64<<10)} }

// next is the next line, or io.EOF, or what the stream under it fails with.
func (l *lines) next() (line, error) {
	if len(l.pending) > 0 {
		first := l.pending[0]
		l.pending = l.pending[1:]
		return first, nil
	}
	var text strings.Builder
	cut, some := false, false
	for {
		chunk, err := l.r.ReadSlice('\n')
		some = some || len(chunk) > 0
		if room := maxRecord - text.Len(); len(chunk) > room {
			chunk, cut = chunk[:room], true
		}
		text.Write(chunk)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || !some):
			return line{no: l.no + 1}, err
		}
		l.no++
		s := strings.TrimSuffix(text.String(), "\n")
		return line{no: l.no, text: strings.TrimSuffix(s, "\r"), cut: cut}, nil
	}
}

// back returns lines that were read, to be read again.
func (l *lines) back(again []line) {
	if len(again) > 0 {
		l.pending = append(append([]line(nil), again...), l.pending...)
	}
}
