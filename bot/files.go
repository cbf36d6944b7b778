package bot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// Polls for a file to become ready start quickly and slow down.
const (
	firstFilePoll = 50 * time.Millisecond
	maxFilePoll   = time.Second
)

// Upload stores a picture and returns its file id once Slack can show it. The
// error is a Failure with the word not_ready when that takes longer than
// patience.
func (c *Client) Upload(ctx context.Context, p Picture, patience time.Duration) (string, error) {
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	id, err := c.upload(ctx, p)
	if err != nil && whole.Err() == nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", &Failure{Class: Retry, Method: "files.info", Word: "not_ready"}
	}
	return id, err
}

func (c *Client) upload(ctx context.Context, p Picture) (string, error) {
	const begin, finish = "files.getUploadURLExternal", "files.completeUploadExternal"
	ticket, err := c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
		FileName: p.Name, FileSize: len(p.PNG), AltTxt: p.Alt,
	})
	if err != nil {
		return "", failure(begin, reads, err)
	}
	if err := c.send(ctx, ticket.UploadURL, p.PNG); err != nil {
		return "", err
	}
	if _, err := c.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: ticket.FileID, Title: p.Name}},
	}); err != nil {
		return "", failure(finish, reads, err)
	}
	return ticket.FileID, c.ready(ctx, ticket.FileID)
}

// send posts the bytes as they are. The URL is a secret of its own and the
// token has no business there.
func (c *Client) send(ctx context.Context, uploadURL string, data []byte) error {
	const method = "upload"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, uploadURL, bytes.NewReader(data))
	if err != nil {
		return &Failure{Class: Retry, Method: method, Word: "bad_url"}
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	resp, err := c.http.Do(req)
	if err != nil {
		return failure(method, reads, err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)); err != nil {
		return failure(method, reads, err)
	}
	if resp.StatusCode/100 != 2 {
		return failure(method, reads, slack.StatusCodeError{Code: resp.StatusCode})
	}
	return nil
}

// ready waits until a file has a MIME type: before, blocks that show it are
// refused.
func (c *Client) ready(ctx context.Context, fileID string) error {
	const method = "files.info"
	wait := firstFilePoll
	for {
		f, _, _, err := c.api.GetFileInfoContext(ctx, fileID, 0, 0)
		if err != nil {
			if class, after := classOf(failure(method, reads, err)); class != Retry || ctx.Err() != nil {
				return failure(method, reads, err)
			} else if after > wait {
				wait = after
			}
		} else if f.Mimetype != "" {
			return nil
		}
		if err := pause(ctx, wait); err != nil {
			return failure(method, reads, err)
		}
		wait = min(2*wait, maxFilePoll)
	}
}

// pause waits for d or the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// withFiles puts uploaded files into the image blocks that name a placeholder;
// ids are by [Picture.Placeholder]. A picture without a file is left out. The
// message and its blocks stay as they are.
func withFiles(m Message, ids map[string]string) []slack.Block {
	waiting := map[string]bool{}
	for _, p := range m.Pictures {
		waiting[p.Placeholder()] = true
	}
	blocks := make([]slack.Block, 0, len(m.Blocks))
	for _, b := range m.Blocks {
		var shown slack.ImageBlock
		switch b := b.(type) {
		case *slack.ImageBlock:
			shown = *b
		case slack.ImageBlock:
			shown = b
		}
		if shown.SlackFile == nil || !waiting[shown.SlackFile.ID] {
			blocks = append(blocks, b)
			continue
		}
		id := ids[shown.SlackFile.ID]
		if id == "" {
			continue
		}
		file := *shown.SlackFile
		file.ID = id
		shown.SlackFile = &file
		blocks = append(blocks, &shown)
	}
	return blocks
}
