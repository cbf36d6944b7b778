package slackfake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"engagement/internal/blockkit"
)

// File is an uploaded file. It can be used in blocks once it is Ready.
type File struct {
	ID, Name, Title, AltText, MimeType string
	Data                               []byte
	Created                            time.Time
	Completed, Ready                   bool
	ChannelIDs                         []string

	secret    string
	length    int
	received  bool
	completed time.Time
	polls     int
}

// Files gives all files that were not deleted, without their bytes.
func (s *Server) Files() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []File
	for _, f := range s.files {
		copied := *f
		copied.Data, copied.Ready = nil, s.ready(f)
		all = append(all, copied)
	}
	return all
}

// File gives a file with its bytes; false if there is none with that id.
func (s *Server) File(id string) (File, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.file(id)
	if f == nil {
		return File{}, false
	}
	copied := *f
	copied.Data, copied.Ready = slices.Clone(f.Data), s.ready(f)
	return copied, true
}

// DeleteFiles does what somebody who tidies up does, or a rule of the workspace on
// how long files are kept: no file is there any more.
func (s *Server) DeleteFiles() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = nil
}

func (s *Server) file(id string) *File {
	for _, f := range s.files {
		if f.ID == id {
			return f
		}
	}
	return nil
}

func (s *Server) ready(f *File) bool {
	return f.Completed && f.polls >= s.opts.FileReadyPolls && s.now().Sub(f.completed) >= s.opts.FileReadyAfter
}

func (c *call) uploadURL() answer {
	length := c.whole("length", 0)
	switch {
	case !c.has("filename"):
		return refuseWith("invalid_arguments", "[ERROR] missing required field: filename")
	case length <= 0:
		return refuseWith("invalid_arguments", "[ERROR] missing required field: length")
	}
	f := &File{
		ID: c.s.next("F"), Name: c.str("filename"), Title: c.str("filename"), AltText: c.str("alt_txt"),
		Created: c.now, secret: c.s.next("up"), length: length,
	}
	c.s.files = append(c.s.files, f)
	return answer{"file_id": f.ID, "upload_url": c.host + "/upload/" + f.secret}
}

// serveUpload takes the bytes of a file, raw or as the first part of a form.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	entry := Call{Method: "upload", Args: map[string]string{}}
	fault := s.fault("upload")
	if s.before(w, r, entry, fault) {
		return
	}
	data, err := uploaded(r)
	s.mu.Lock()
	var f *File
	for _, o := range s.files {
		if o.secret == r.PathValue("secret") && !o.received {
			f = o
		}
	}
	status, word := http.StatusOK, ""
	switch {
	case f == nil:
		status, word = http.StatusNotFound, "file_not_found"
	case err != nil:
		status, word = http.StatusBadRequest, "invalid_form_data"
	case len(data) != f.length:
		status, word = http.StatusBadRequest, "length_mismatch"
	default:
		f.Data, f.received = data, true
	}
	if f != nil {
		entry.Args["file"] = f.ID
	}
	s.mu.Unlock()
	entry.Args["bytes"] = itoa(len(data))
	entry.Status, entry.Error = status, word
	if fault.kind == lostResponse {
		entry.Status = 0
		s.record(entry)
		panic(http.ErrAbortHandler)
	}
	s.record(entry)
	if word != "" {
		http.Error(w, word, status)
		return
	}
	if _, err := fmt.Fprintf(w, "OK - %d", len(data)); err != nil {
		return // the caller is gone
	}
}

func uploaded(r *http.Request) ([]byte, error) {
	const most = 64 << 20
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(io.LimitReader(r.Body, most))
	}
	if params["boundary"] == "" {
		return nil, errors.New("no boundary")
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, fmt.Errorf("read form: %w", err)
	}
	part, err := form.NextPart()
	if err != nil {
		return nil, fmt.Errorf("first part: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(part, most))
	if err != nil {
		return nil, fmt.Errorf("read part: %w", err)
	}
	// The rest, the terminator included, has to be read before an answer.
	_, err = io.Copy(io.Discard, r.Body)
	return data, err
}

func (c *call) completeUpload() answer {
	var listed []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if err := decode([]byte(c.str("files")), &listed); err != nil || len(listed) == 0 {
		return refuseWith("invalid_arguments", "[ERROR] files must be a non-empty array")
	}
	var files []*File
	for _, l := range listed {
		f := c.s.file(l.ID)
		if f == nil || !f.received {
			return refuse("file_not_found")
		}
		if f.Completed {
			return refuse("file_already_completed")
		}
		files = append(files, f)
	}
	targets, no := c.uploadTargets()
	if no != nil {
		return no
	}
	for i, f := range files {
		f.Completed, f.completed = true, c.now
		if listed[i].Title != "" {
			f.Title = listed[i].Title
		}
		c.s.note(Event{Kind: KindFile, FileID: f.ID})
	}
	for _, ch := range targets {
		m := c.s.fromBot(ch.ID)
		m.Text, m.ThreadTS = c.str("initial_comment"), c.str("thread_ts")
		for _, f := range files {
			m.FileIDs = append(m.FileIDs, f.ID)
			f.ChannelIDs = append(f.ChannelIDs, ch.ID)
		}
		c.s.add(m)
	}
	answered := []any{}
	for _, f := range files {
		answered = append(answered, map[string]any{"id": f.ID, "title": f.Title})
	}
	return answer{"files": answered}
}

// uploadTargets gives the channels an upload is shared to, maybe none.
func (c *call) uploadTargets() ([]*Channel, answer) {
	var targets []*Channel
	for _, id := range strings.Split(c.str("channel_id")+","+c.str("channels"), ",") {
		if id == "" {
			continue
		}
		sub := *c
		sub.args = map[string]string{"channel": id}
		ch, no := sub.writable()
		if no != nil {
			return nil, no
		}
		targets = append(targets, ch)
	}
	return targets, nil
}

func (c *call) fileInfo() answer {
	f := c.s.file(c.str("file"))
	if f == nil || !f.Completed {
		return refuse("file_not_found")
	}
	f.polls++
	return answer{"file": c.s.fileWire(f, c.host), "comments": []any{}, "response_metadata": map[string]any{"next_cursor": ""}}
}

func (c *call) deleteFile() answer {
	f := c.s.file(c.str("file"))
	if f == nil {
		return refuse("file_not_found")
	}
	c.s.files = slices.DeleteFunc(c.s.files, func(o *File) bool { return o == f })
	c.s.note(Event{Kind: KindFile, FileID: f.ID})
	return answer{}
}

func (s *Server) fileWire(f *File, host string) map[string]any {
	f.MimeType = ""
	if s.ready(f) {
		f.MimeType = http.DetectContentType(f.Data)
	}
	private := host + "/files-pri/" + f.ID + "/" + path.Base(f.Name)
	return map[string]any{
		"id": f.ID, "name": f.Name, "title": f.Title, "mimetype": f.MimeType, "size": len(f.Data),
		"filetype": strings.TrimPrefix(path.Ext(f.Name), "."), "user": s.app.BotUserID, "created": f.Created.Unix(),
		"timestamp": f.Created.Unix(), "url_private": private, "url_private_download": private,
		"permalink": "https://" + s.team.Domain + ".slack.com/files/" + s.app.BotUserID + "/" + f.ID,
		"channels":  append([]string{}, f.ChannelIDs...), "alt_txt": f.AltText, "mode": "hosted", "is_external": false,
	}
}

func (s *Server) serveDownload(w http.ResponseWriter, r *http.Request) {
	entry := Call{Method: "download", Args: map[string]string{"file": r.PathValue("id")}}
	if s.before(w, r, entry, s.fault("download")) {
		return
	}
	s.mu.Lock()
	f := s.file(r.PathValue("id"))
	allowed := r.Header.Get("Authorization") == "Bearer "+s.app.BotToken && !s.revoked && slices.Contains(s.app.Scopes, "files:read")
	entry.Status = http.StatusOK
	if f == nil || !f.Completed {
		entry.Status, entry.Error = http.StatusNotFound, "file_not_found"
	} else if !allowed {
		entry.Status, entry.Error = http.StatusForbidden, "not_authed"
	}
	s.mu.Unlock()
	s.record(entry)
	if entry.Error != "" {
		http.Error(w, entry.Error, entry.Status)
		return
	}
	http.ServeContent(w, r, "", f.Created, bytes.NewReader(f.Data))
}

// serveLocalFile gives a file to a page on the same machine, without a token.
func (s *Server) serveLocalFile(w http.ResponseWriter, r *http.Request) {
	f, ok := s.File(r.PathValue("id"))
	if !ok || f.Data == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", f.Created, bytes.NewReader(f.Data))
}

// fileFaults looks for images in blocks whose Slack file cannot be shown yet.
func (s *Server) fileFaults(at string, raw json.RawMessage) []blockkit.Fault {
	var v any
	if raw == nil || decode(raw, &v) != nil {
		return nil
	}
	var faults []blockkit.Fault
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for i, e := range v {
				walk(fmt.Sprintf("%s[%d]", at, i), e)
			}
		case map[string]any:
			for _, key := range sortedKeys(v) {
				if ref, ok := v[key].(map[string]any); ok && key == "slack_file" {
					if !s.usable(ref) {
						faults = append(faults, blockkit.Fault{Path: at + ".slack_file", Problem: "invalid slack file", Code: blockkit.CodeInvalidBlocks})
					}
					continue
				}
				walk(at+"."+key, v[key])
			}
		}
	}
	walk(at, v)
	return faults
}

// usable reports whether a slack_file names an image that is ready.
func (s *Server) usable(ref map[string]any) bool {
	id, _ := ref["id"].(string)
	if link, _ := ref["url"].(string); link != "" {
		if _, after, ok := strings.Cut(link, "/files-pri/"); ok {
			id, _, _ = strings.Cut(after, "/")
		}
	}
	f := s.file(id)
	return f != nil && s.ready(f) && slices.Contains([]string{"image/png", "image/jpeg", "image/gif"}, http.DetectContentType(f.Data))
}
