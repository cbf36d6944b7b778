package scoring

import (
	"encoding/binary"
	"time"

	"engagement/account"
)

// cardVersion is that of packed cards.
const cardVersion = 1

// PackCard writes a card as it is stored.
func PackCard(c *account.Card) []byte {
	k := &coder{packed: append(make([]byte, 0, 4<<10), cardVersion), writing: true}
	k.card(c)
	return k.packed
}

// UnpackCard reads what PackCard wrote. The card's texts are parts of packed,
// which must not change any more; an empty list comes back as none. The error is
// ErrPacked.
func UnpackCard(packed []byte) (account.Card, error) {
	var c account.Card
	k := &coder{unpacker: unpacker{rest: packed}}
	k.bad = k.byte() != cardVersion || k.bad
	k.card(&c)
	return c, k.end("card")
}

// PackNames writes what people are called: id, address, name and title.
func PackNames(people []account.Contact) []byte {
	k := &coder{packed: []byte{cardVersion}, writing: true}
	list(k, &people, k.name)
	return k.packed
}

// UnpackNames reads what PackNames wrote, as UnpackCard does.
func UnpackNames(packed []byte) ([]account.Contact, error) {
	var people []account.Contact
	k := &coder{unpacker: unpacker{rest: packed}}
	k.bad = k.byte() != cardVersion || k.bad
	list(k, &people, k.name)
	return people, k.end("names")
}

func (k *coder) name(c *account.Contact) {
	for _, v := range []*string{&c.ID, &c.Email, &c.Name, &c.Title} {
		k.text(v)
	}
}

// coder writes or reads in one walk, so that what is written and what is read
// cannot differ.
type coder struct {
	unpacker
	packed  []byte
	writing bool
}

func (k *coder) card(c *account.Card) {
	k.score(&c.Score)
	list(k, &c.Groups, func(g *account.GroupMinutes) {
		k.text(&g.Group)
		integer(k, &g.Minutes)
	})
	integer(k, &c.Normal7)
	k.trend(&c.Trend)
	text(k, &c.Direction)
	k.text(&c.Move.Who)
	k.text(&c.Move.Reason)
	integer(k, &c.LastReply)
	integer(k, &c.LastMeeting)
	list(k, &c.People, k.person)
	integer(k, &c.MorePeople)
	integer(k, &c.Unknown)
	integer(k, &c.Known)
	list(k, &c.Activities, func(a *account.ActivityMinutes) {
		k.touch(&a.Touch)
		k.text(&a.ContactID)
		k.role(&a.Role)
		integer(k, &a.Minutes)
	})
	list(k, &c.Gaps, k.text)
	list(k, &c.Demands, k.text)
	list(k, &c.Centers, k.center)
	k.text(&c.Next)
	for _, percent := range []*int{&c.Trust.Known, &c.Trust.Anonymous, &c.Trust.SelfReported} {
		integer(k, percent)
	}
	list(k, &c.FamilyPeople, k.person)
}

func (k *coder) score(s *account.Score) {
	k.text(&s.AccountID)
	integer(k, &s.Day)
	integer(k, &s.Grade)
	k.text(&s.Stage)
	integer(k, &s.StageSince)
	k.flag(&s.MQA)
	integer(k, &s.MQASince)
	for _, minutes := range []*account.Milli{&s.Minutes7, &s.Minutes30, &s.Minutes90, &s.Minutes365, &s.Heat, &s.Counting90, &s.Threshold} {
		integer(k, minutes)
	}
	for _, n := range []*int{&s.People90, &s.Engaged90, &s.PeopleNeeded, &s.Subsidiaries} {
		integer(k, n)
	}
	k.text(&s.ConfigHash)
	k.instant(&s.LastRecorded)
}

func (k *coder) trend(t *account.Trend) {
	integer(k, &t.From)
	k.series(&t.Minutes)
	k.series(&t.Running)
	integer(k, &t.Window)
	integer(k, &t.Threshold)
	for _, days := range []*[]account.Day{&t.Crossed, &t.Configs, &t.Meetings} {
		last := account.Day(0)
		list(k, days, func(day *account.Day) {
			step := *day - last
			integer(k, &step)
			*day = last + step
			last = *day
		})
	}
	list(k, &t.Stretches, func(s *account.Stretch) {
		text(k, &s.Kind)
		text(k, &s.Direction)
		integer(k, &s.Span.From)
		integer(k, &s.Span.To)
	})
	list(k, &t.Stages, func(s *account.StageDay) {
		integer(k, &s.Day)
		k.text(&s.Stage)
	})
}

func (k *coder) center(c *account.CenterScore) {
	k.text(&c.Name)
	integer(k, &c.Counting)
	integer(k, &c.Engaged)
	integer(k, &c.Threshold)
	integer(k, &c.PeopleNeeded)
	k.flag(&c.MQA)
	integer(k, &c.MQASince)
	list(k, &c.People, k.person)
}

func (k *coder) person(p *account.PersonMinutes) {
	k.text(&p.ContactID)
	k.role(&p.Role)
	integer(k, &p.Minutes)
	k.touch(&p.Last)
}

func (k *coder) role(r *account.Role) {
	text(k, &r.Level)
	k.text(&r.Department)
}

func (k *coder) touch(t *account.Touch) {
	k.text(&t.Label)
	k.text(&t.Asset)
	integer(k, &t.Day)
}

// series goes from day to day, which is less than the minutes themselves. It is most
// of a card, and read in a loop of its own.
func (k *coder) series(s *account.Series) {
	if !k.writing {
		if n := k.count(1); n > 0 {
			*s = make(account.Series, n)
			k.steps(*s)
		}
		return
	}
	last := account.Milli(0)
	list(k, (*[]account.Milli)(s), func(minutes *account.Milli) {
		step := *minutes - last
		integer(k, &step)
		last = *minutes
	})
}

func (k *coder) text(v *string) { text(k, v) }

func (k *coder) flag(v *bool) {
	n := 0
	if *v {
		n = 1
	}
	integer(k, &n)
	*v = n == 1
}

// instant is one to the millisecond, as the store keeps it; the zero instant is 0.
func (k *coder) instant(v *time.Time) {
	ms := int64(0)
	if !v.IsZero() {
		ms = v.UnixMilli()
	}
	integer(k, &ms)
	if !k.writing && ms != 0 {
		*v = time.UnixMilli(ms).UTC()
	}
}

func integer[V ~int | ~int32 | ~int64](k *coder, v *V) {
	if k.writing {
		k.packed = binary.AppendVarint(k.packed, int64(*v))
		return
	}
	*v = V(k.signed())
}

func text[V ~string](k *coder, v *V) {
	if k.writing {
		k.packed = appendText(k.packed, string(*v))
		return
	}
	*v = V(k.unpacker.text())
}

func list[V any](k *coder, l *[]V, each func(*V)) {
	if k.writing {
		k.packed = binary.AppendUvarint(k.packed, uint64(len(*l)))
	} else if n := k.count(1); n > 0 {
		*l = make([]V, n)
	}
	for i := range *l {
		each(&(*l)[i])
	}
}
