package scoring

import "engagement/account"

// meterKey finds the running total that a cap is held against. Which period it
// belongs to is not in the key: totals of a day or week live in a table that is
// emptied when that ends.
type meterKey struct {
	cap    int32 // number of the cap, unique in the policy
	person int32 // Nobody for the unknown person, everybody where the account shares the cap
	value  int32 // word of the page, asset or campaign; 0 where the cap has no key
}

// everybody is the person of a cap that the whole account shares.
const everybody int32 = -2

// table holds a value by key. It hashes openly and is emptied by stepping its
// turn, because it is emptied once a day of every account.
type table[V any] struct {
	slots []slot[V]
	turn  uint32
	used  int
}

type slot[V any] struct {
	key   meterKey
	turn  uint32 // of the table when the value was last set to zero
	value V
}

// A table that one large account has blown up is slow for every small one after
// it: beyond roomySlots, one that is mostly empty is given back.
const (
	fewSlots   = 64
	roomySlots = 4096
)

// reset empties the table.
func (t *table[V]) reset() {
	roomy := len(t.slots) > roomySlots && t.used < len(t.slots)/16
	t.used = 0
	if t.turn++; t.turn == 0 || t.slots == nil || roomy {
		t.slots, t.turn = make([]slot[V], fewSlots), 1
	}
}

// reserve makes room for n more keys, so that pointers stay good meanwhile.
func (t *table[V]) reserve(n int) {
	if (t.used+n)*3 <= len(t.slots)*2 {
		return
	}
	old, size, turn := t.slots, len(t.slots), t.turn
	for (t.used+n)*3 > size*2 {
		size *= 2
	}
	t.slots, t.turn, t.used = make([]slot[V], size), 1, 0
	for i := range old {
		if old[i].turn == turn {
			*t.at(old[i].key) = old[i].value
		}
	}
}

// at finds the value of a key, or sets one to zero. Call reserve before.
func (t *table[V]) at(k meterKey) *V {
	mask := uint32(len(t.slots) - 1)
	h := uint32(k.cap)*0x9E3779B1 ^ uint32(k.person)*0x85EBCA77 ^ uint32(k.value)*0xC2B2AE3D
	h ^= h >> 15
	for i := h & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.turn != t.turn {
			*s = slot[V]{key: k, turn: t.turn}
			t.used++
			return &s.value
		}
		if s.key == k {
			return &s.value
		}
	}
}

// meters is what is used of caps: of one that counts, times; of one in minutes,
// thousandths of a raw minute; of one that rolls, 1 + the index of its newest
// usage. All of them fit: a cap is at most a year of minutes.
type meters struct {
	table[int32]
	days []usage
}

// usage is what was used on one day of a cap that rolls.
type usage struct {
	day   account.Day
	used  int32
	older int32 // 1 + index of the usage before
}

func (t *meters) reset() {
	t.table.reset()
	t.days = t.days[:0]
}

// room is how much of raw a cap still admits on day.
func (t *meters) room(c *Cap, meter *int32, day account.Day, raw account.Milli) account.Milli {
	used := *meter
	if c.rolls() {
		used = 0
		for i := *meter; i > 0 && t.days[i-1].day > day-account.Day(c.Days); i = t.days[i-1].older {
			used += t.days[i-1].used
		}
	}
	if c.Count > 0 {
		if int(used) >= c.Count {
			return 0
		}
		return raw
	}
	return min(raw, max(0, c.Minutes-account.Milli(used)))
}

// spend notes that an activity used kept minutes of a cap on day. Days come in
// order.
func (t *meters) spend(c *Cap, meter *int32, day account.Day, kept account.Milli) {
	amount := int32(1)
	if c.Count == 0 {
		amount = int32(kept)
	}
	if !c.rolls() {
		*meter += amount
		return
	}
	if *meter == 0 || t.days[*meter-1].day != day {
		t.days = append(t.days, usage{day: day, older: *meter})
		*meter = int32(len(t.days))
	}
	t.days[*meter-1].used += amount
}
