package scoring

import "engagement/account"

// meterKey finds the running total that a cap is held against. Which period it
// belongs to is not in the key: totals of a day or week live in a table that is
// emptied when that ends.
type meterKey struct {
	cap    int32 // number of the cap, unique in the policy
	person int32 // Nobody for the unknown person, Everybody where the account shares the cap
	value  int32 // word of the page, asset or campaign; 0 where the cap has no key
}

// everybody is the person of a cap that the whole account shares.
const everybody int32 = -2

// meter is what is used of a cap.
type meter struct {
	key   meterKey
	turn  uint32 // of the table when the meter was last set to zero
	count int32
	milli account.Milli
	days  []usage // of caps that roll: what was used on each day
}

type usage struct {
	day   account.Day
	count int32
	milli account.Milli
}

// meters is a table of running totals by key. It hashes openly and is emptied by
// stepping its turn, because it is emptied once a day of every account.
type meters struct {
	slots []meter
	turn  uint32
	used  int
}

// reset empties the table.
func (t *meters) reset() {
	t.used = 0
	if t.turn++; t.turn == 0 || t.slots == nil {
		t.slots, t.turn = make([]meter, 64), 1
	}
}

// reserve makes room for n more keys, so that pointers stay good meanwhile.
func (t *meters) reserve(n int) {
	if (t.used+n)*2 <= len(t.slots) {
		return
	}
	old, size := t.slots, len(t.slots)
	for (t.used+n)*2 > size {
		size *= 2
	}
	turn := t.turn
	t.slots, t.turn, t.used = make([]meter, size), 1, 0
	for i := range old {
		if old[i].turn == turn {
			m := t.at(old[i].key)
			m.count, m.milli, m.days = old[i].count, old[i].milli, old[i].days
		}
	}
}

// at finds the meter of a key, or sets one to zero. Call reserve before.
func (t *meters) at(k meterKey) *meter {
	mask := uint32(len(t.slots) - 1)
	h := uint32(k.cap)*0x9E3779B1 ^ uint32(k.person)*0x85EBCA77 ^ uint32(k.value)*0xC2B2AE3D
	h ^= h >> 15
	for i := h & mask; ; i = (i + 1) & mask {
		m := &t.slots[i]
		if m.turn != t.turn {
			*m = meter{key: k, turn: t.turn, days: m.days[:0]}
			t.used++
			return m
		}
		if m.key == k {
			return m
		}
	}
}

// room is how much of raw the cap still admits on day.
func (c *Cap) room(m *meter, day account.Day, raw account.Milli) account.Milli {
	count, milli := m.count, m.milli
	if c.rolls() {
		count, milli = 0, 0
		for i := len(m.days) - 1; i >= 0 && m.days[i].day > day-account.Day(c.Days); i-- {
			count += m.days[i].count
			milli += m.days[i].milli
		}
	}
	if c.Count > 0 {
		if int(count) >= c.Count {
			return 0
		}
		return raw
	}
	return min(raw, max(0, c.Minutes-milli))
}

// spend notes that an activity used kept minutes of the cap on day. Days come
// in order.
func (c *Cap) spend(m *meter, day account.Day, kept account.Milli) {
	if !c.rolls() {
		m.count++
		m.milli += kept
		return
	}
	if n := len(m.days); n == 0 || m.days[n-1].day != day {
		m.days = append(m.days, usage{day: day})
	}
	last := &m.days[len(m.days)-1]
	last.count++
	last.milli += kept
}
