package demo

// dice is a small generator of pseudo-random numbers (SplitMix64, Steele and
// others, 2014). The same seed rolls the same numbers on every machine and with
// every version of Go.
type dice struct{ state uint64 }

// roll seeds dice for one purpose, so that a change to one part of the company
// leaves the others as they are.
func roll(purpose, index int) *dice {
	return &dice{state: uint64(purpose)<<32 ^ uint64(index)*0x9e3779b97f4a7c15}
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n is a number from 0 to below.
func (d *dice) n(below int) int { return int(d.next() >> 33 % uint64(below)) }

// between is a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.n(high-low+1) }

// percent is true in p of 100 rolls.
func (d *dice) percent(p int) bool { return d.n(100) < p }

// of picks an index by its weight.
func (d *dice) of(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	left := d.n(total)
	for i, w := range weights {
		if left -= w; left < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// pick is one element of a list.
func pick[T any](d *dice, list []T) T { return list[d.n(len(list))] }
