package ingest

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"engagement/account"
)

// File is something to import.
type File struct {
	Name string // for messages and faults
	Size int64  // in bytes, as packed; 0 when unknown
	Open func() (io.ReadCloser, error)
}

// Files names the files of a command line; "-" is stdin. The first that is not
// there, or is a folder, is an error, before anything is imported.
func Files(paths []string, stdin io.Reader) ([]File, error) {
	files := make([]File, 0, len(paths))
	for _, path := range paths {
		if path == "-" {
			files = append(files, File{Name: "stdin", Open: func() (io.ReadCloser, error) {
				if c, ok := stdin.(io.ReadCloser); ok {
					return c, nil
				}
				return io.NopCloser(stdin), nil
			}})
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("read a file: %w", err)
		}
		if info.IsDir() {
			return nil, fmt.Errorf("%s is a folder; name the files in it: %w", path, account.ErrInvalid)
		}
		size := info.Size()
		if info.Mode()&fs.ModeType != 0 {
			size = 0 // a pipe
		}
		files = append(files, File{Name: path, Size: size, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
	return files, nil
}

// counter counts the bytes read through it.
type counter struct {
	io.Reader
	n int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}
