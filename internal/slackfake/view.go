package slackfake

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"engagement/internal/blockkit"
)

// View is a modal or the Home tab as one person sees it. Body is the view as
// the app sent it, with block and action ids filled in. Errors are those the
// app showed at the last submission, by block id.
type View struct {
	ID, UserID, Type, CallbackID, ExternalID, PrivateMetadata string
	Hash, RootID, PreviousID                                  string
	Body                                                      json.RawMessage
	Blocks                                                    json.RawMessage
	Errors                                                    map[string]string

	given json.RawMessage // as the app sent it
	state values
}

// Views gives the modals a user has open, the visible one last.
func (s *Server) Views(userID string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []View
	for _, v := range s.views[userID] {
		all = append(all, *v)
	}
	return all
}

// Home gives a user's Home tab; false if the app has published none.
func (s *Server) Home(userID string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.homes[userID]
	if v == nil {
		return View{}, false
	}
	return *v, true
}

const (
	triggerLife = 3 * time.Second
	maxStack    = 3
)

// trigger is a trigger id: made by an action of a user, good for one modal.
type trigger struct {
	userID, viewID string
	made           time.Time
	used           bool
}

func (s *Server) trigger(userID, viewID string) string {
	id := s.next("1337.")
	s.triggers[id] = &trigger{userID: userID, viewID: viewID, made: s.now()}
	return id
}

func (c *call) spend() (*trigger, answer) {
	if !c.has("trigger_id") {
		return nil, refuseWith("invalid_arguments", "[ERROR] missing required field: trigger_id")
	}
	t := c.s.triggers[c.str("trigger_id")]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case c.now.Sub(t.made) > triggerLife:
		return nil, refuse("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

// view reads and checks the view argument. kind is modal or home.
func (c *call) view(kind string) (*View, answer) {
	if !c.has("view") {
		return nil, refuseWith("invalid_arguments", "[ERROR] missing required field: view")
	}
	return c.s.newView(c.name, kind, json.RawMessage(c.str("view")))
}

func (s *Server) newView(method, kind string, raw json.RawMessage) (*View, answer) {
	faults := blockkit.View(raw)
	var v struct {
		Type            string          `json:"type"`
		CallbackID      string          `json:"callback_id"`
		ExternalID      string          `json:"external_id"`
		PrivateMetadata string          `json:"private_metadata"`
		Blocks          json.RawMessage `json:"blocks"`
	}
	var body map[string]any
	if decode(raw, &v) == nil && decode(raw, &body) == nil {
		faults = append(faults, s.fileFaults("blocks", v.Blocks)...)
		if v.Type != kind {
			faults = append(faults, blockkit.Fault{Path: "type", Problem: "must be " + kind, Code: blockkit.CodeInvalidBlocks})
		}
	}
	if len(faults) > 0 {
		word := "invalid_arguments"
		if slices.ContainsFunc(faults, func(f blockkit.Fault) bool { return f.Code == blockkit.CodeViewTooLarge }) {
			word = "view_too_large"
		}
		s.refusals = append(s.refusals, Refusal{Method: method, Code: word, Faults: faults, At: s.now()})
		return nil, refuseWith(word, pointers(faults)...)
	}
	blocks := s.named(v.Blocks)
	if blocks == nil {
		blocks = json.RawMessage("[]")
	}
	body["blocks"] = blocks
	return &View{
		ID: s.next("V"), Type: v.Type, CallbackID: v.CallbackID, ExternalID: v.ExternalID, PrivateMetadata: v.PrivateMetadata,
		Hash: s.next("hash."), Body: encode(body), Blocks: blocks, given: raw, state: initial(nil, blocks),
	}, nil
}

// duplicate reports an external id that another open view has.
func (s *Server) duplicate(v *View) bool {
	for _, o := range s.allViews() {
		if v.ExternalID != "" && o.ExternalID == v.ExternalID {
			return true
		}
	}
	return false
}

func (s *Server) allViews() []*View {
	var all []*View
	for _, user := range sortedKeys(s.views) {
		all = append(all, s.views[user]...)
	}
	for _, user := range sortedKeys(s.homes) {
		all = append(all, s.homes[user])
	}
	return all
}

func (c *call) openView() answer {
	v, no := c.view("modal")
	if no != nil {
		return no
	}
	if c.s.duplicate(v) {
		return refuse("duplicate_external_id")
	}
	t, no := c.spend()
	if no != nil {
		return no
	}
	c.s.views[t.userID] = nil
	c.s.push(t.userID, v)
	return answer{"view": c.s.viewWire(v)}
}

func (c *call) pushView() answer {
	v, no := c.view("modal")
	if no != nil {
		return no
	}
	if c.s.duplicate(v) {
		return refuse("duplicate_external_id")
	}
	t, no := c.spend()
	if no != nil {
		return no
	}
	switch {
	case len(c.s.views[t.userID]) == 0:
		return refuse("not_found")
	case len(c.s.views[t.userID]) >= maxStack:
		return refuse("push_limit_reached")
	}
	c.s.push(t.userID, v)
	return answer{"view": c.s.viewWire(v)}
}

// push puts a view on top of a user's stack.
func (s *Server) push(userID string, v *View) {
	stack := s.views[userID]
	v.UserID, v.RootID = userID, v.ID
	if len(stack) > 0 {
		v.RootID, v.PreviousID = stack[0].ID, stack[len(stack)-1].ID
	}
	s.views[userID] = append(slices.Clone(stack), v)
	s.note(Event{Kind: KindViewOpened, UserID: userID, ViewID: v.ID})
}

func (s *Server) view(id string) *View {
	for _, v := range s.allViews() {
		if v.ID == id {
			return v
		}
	}
	return nil
}

func (c *call) updateView() answer {
	var old *View
	for _, v := range c.s.allViews() {
		if v.ID == c.str("view_id") || c.has("external_id") && v.ExternalID == c.str("external_id") {
			old = v
		}
	}
	if old == nil {
		return refuse("not_found")
	}
	v, no := c.view(old.Type)
	if no != nil {
		return no
	}
	if c.has("hash") && c.str("hash") != old.Hash {
		return refuse("hash_conflict")
	}
	c.s.replace(old, v)
	return answer{"view": c.s.viewWire(old)}
}

// replace shows a new view in place of an old one, which keeps its id and what
// the person has filled in where ids are the same.
func (s *Server) replace(old, v *View) {
	v.ID, v.UserID, v.RootID, v.PreviousID = old.ID, old.UserID, old.RootID, old.PreviousID
	v.state = initial(old.state, v.Blocks)
	*old = *v
	s.note(Event{Kind: KindViewChanged, UserID: old.UserID, ViewID: old.ID})
}

// publishView puts a view on a Home tab. The same view published again keeps the
// ids that its blocks were given, so that who shows it has nothing to redraw.
func (c *call) publishView() answer {
	u := c.s.user(c.str("user_id"))
	if u == nil || u.Deleted {
		return refuse("user_not_found")
	}
	v, no := c.view("home")
	if no != nil {
		return no
	}
	old := c.s.homes[u.ID]
	if c.has("hash") && (old == nil || c.str("hash") != old.Hash) {
		return refuse("hash_conflict")
	}
	v.UserID, v.RootID = u.ID, v.ID
	if old != nil {
		v.ID, v.RootID = old.ID, old.RootID
		if bytes.Equal(v.given, old.given) {
			v.Body, v.Blocks, v.state = old.Body, old.Blocks, initial(nil, old.Blocks)
		}
	}
	c.s.homes[u.ID] = v
	c.s.note(Event{Kind: KindHome, UserID: u.ID, ViewID: v.ID})
	return answer{"view": c.s.viewWire(v)}
}

// viewWire gives a view as answers and payloads show it.
func (s *Server) viewWire(v *View) map[string]any {
	w := map[string]any{}
	if err := decode(v.Body, &w); err != nil {
		return w // Body was encoded here and decodes
	}
	var previous any
	if v.PreviousID != "" {
		previous = v.PreviousID
	}
	w["id"], w["team_id"], w["app_id"], w["bot_id"] = v.ID, s.team.ID, s.app.ID, s.app.BotID
	w["hash"], w["root_view_id"], w["previous_view_id"] = v.Hash, v.RootID, previous
	w["callback_id"], w["external_id"], w["private_metadata"] = v.CallbackID, v.ExternalID, v.PrivateMetadata
	w["state"] = map[string]any{"values": v.state}
	w["app_installed_team_id"] = s.team.ID
	return w
}

// closeView takes a view off its user's stack.
func (s *Server) closeView(v *View) {
	s.views[v.UserID] = slices.DeleteFunc(slices.Clone(s.views[v.UserID]), func(o *View) bool { return o == v })
	s.note(Event{Kind: KindViewClosed, UserID: v.UserID, ViewID: v.ID})
}
