package scoring

import (
	"slices"
	"strings"

	"engagement/account"
)

// reading is what the policy makes of a deed.
type reading struct {
	kind   *kind // nil for an unknown type
	name   string
	rule   string // what decided: "rule pricing", "type web.chat"
	group  int8
	counts bool
	label  string
}

// wordKey is what every reading depends on.
type wordKey struct {
	source, typ string
	nobody      bool
}

// deedKey is everything that readings depend on, where a rule looks at it.
type deedKey struct {
	wordKey
	url, asset, campaign, status string
}

// outlook is what rules look at in deeds of one type.
type outlook struct {
	url, asset, campaign, status bool
	plain                        *reading // of all of them, where they look at nothing
}

// readDeeds finds what the policy makes of every deed of a journal.
func (s *Scorer) readDeeds(j *Journal) {
	s.readings = slices.Grow(s.readings[:0], 2*len(j.Deeds))[:2*len(j.Deeds)]
	clear(s.readings)
}

// reading of a line's deed; the unknown person's deeds may fall under other
// rules.
func (s *Scorer) reading(j *Journal, l *Line) *reading {
	i := 2 * l.Deed
	if l.Person == Nobody {
		i++
	}
	if s.readings[i] == nil {
		s.readings[i] = s.readDeed(j, l)
	}
	return s.readings[i]
}

// readDeed finds what the policy makes of a deed in what was found before. Most
// deeds are read by their type alone: only what a rule looks at tells them apart.
func (s *Scorer) readDeed(j *Journal, l *Line) *reading {
	d := &j.Deeds[l.Deed]
	at := wordKey{source: j.Words[d.Source], typ: j.Words[d.Type], nobody: l.Person == Nobody}
	look, ok := s.outlooks[at]
	if !ok {
		look = s.lookOut(at)
	}
	if look.plain != nil {
		return look.plain
	}
	key := deedKey{wordKey: at}
	if look.url {
		key.url = j.Words[d.URL]
	}
	if look.asset {
		key.asset = j.Words[d.Asset]
	}
	if look.campaign {
		key.campaign = j.Words[d.Campaign]
	}
	if look.status {
		key.status = j.Words[d.Status]
	}
	if r, ok := s.read[key]; ok {
		return r
	}
	r := s.resolve(key)
	if len(s.read) >= mostReadings {
		clear(s.read)
	}
	// The words may be part of a larger text, which must not be kept for them.
	for _, word := range []*string{&key.source, &key.typ, &key.url, &key.asset, &key.campaign, &key.status} {
		*word = strings.Clone(*word)
	}
	s.read[key] = r
	return r
}

// lookOut finds what the rules look at in deeds of a type: those that can match
// it, up to the first that always does.
func (s *Scorer) lookOut(at wordKey) *outlook {
	at.source, at.typ = strings.Clone(at.source), strings.Clone(at.typ)
	name := at.typ
	if mapped, ok := s.policy.Sources[at.source][at.typ]; ok {
		name = mapped
	}
	look := &outlook{}
	for i := range s.policy.Rules {
		r := &s.policy.Rules[i]
		if r.Anonymous && !at.nobody || !glob(r.Type, name) {
			continue
		}
		if r.URL == "" && r.Asset == "" && r.Campaign == "" && r.Status == "" {
			break
		}
		look.url, look.asset = look.url || r.URL != "", look.asset || r.Asset != ""
		look.campaign, look.status = look.campaign || r.Campaign != "", look.status || r.Status != ""
	}
	if !look.url && !look.asset && !look.campaign && !look.status {
		look.plain = s.resolve(deedKey{wordKey: at})
	}
	if len(s.outlooks) >= mostReadings {
		clear(s.outlooks)
	}
	s.outlooks[at] = look
	return look
}

func (s *Scorer) resolve(key deedKey) *reading {
	a := account.Activity{
		Source: key.source, Type: key.typ, URL: key.url, Asset: key.asset, Campaign: key.campaign, Status: key.status,
	}
	if !key.nobody {
		a.Match.ContactID = "somebody"
	}
	name, rule := s.policy.resolve(&a)
	r := &reading{name: strings.Clone(name), rule: strings.Clone(rule), group: -1}
	r.label = r.name
	k, ok := s.kinds[name]
	if !ok {
		r.rule = "unknown type " + r.name
		return r
	}
	r.kind, r.group, r.counts = k, k.group, k.counts
	if k.Label != "" {
		r.label = k.Label
	}
	if key.source == Manual {
		// What one of us logs by hand is a sales interaction.
		r.group, r.counts = s.manual, s.manualC
	}
	return r
}
