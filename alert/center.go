package alert

import (
	"maps"

	"engagement/account"
)

// centers settles what became of the account's buying centers. One that
// qualifies is an expansion where the account has a deal or is a customer
// elsewhere, else an MQA; at one that has a deal of its own nothing is told, nor
// where the account was told of anyway.
func (d *decider) centers() {
	if len(d.Centers) == 0 {
		return
	}
	d.next.Centers = maps.Clone(d.State.Centers)
	if d.next.Centers == nil {
		d.next.Centers = map[string]CenterState{}
	}
	for _, c := range d.Centers {
		was := d.State.Centers[c.Name]
		switch {
		case c.MQA == was.MQA:
		case !c.MQA:
			d.next.Centers[c.Name] = CenterState{MQAOut: d.today}
			d.centerFact(KindMQAOff, c, d.today, d.quiet())
		default:
			d.next.Centers[c.Name] = CenterState{MQA: true, MQASince: c.MQASince, MQAOut: was.MQAOut}
			d.qualified(c, was)
		}
	}
}

// qualified judges a buying center that qualifies now and did not before.
func (d *decider) qualified(c Center, was CenterState) {
	kind := KindMQA
	if d.Customer || d.Open {
		kind = KindExpansion
	}
	reason := d.hushed(d.quiet(), c.Open, c.Customer, was.MQAOut)
	d.centerFact(kind, c, c.MQASince, reason)
	sent := reason == Crossed
	if sent && d.said {
		reason, sent = SaidTogether, false
	}
	if !sent {
		d.out.Verdicts = append(d.out.Verdicts, Verdict{
			AccountID: d.Account.ID, Center: c.Name, Kind: kind, Reason: reason, Value: c.Counting, Threshold: c.Threshold, At: d.now,
		})
		return
	}
	m := d.message(kind, d.key(string(kind)+":"+c.Name), reason, nil)
	score := c.CenterScore
	m.Payload.Center, m.Center, m.Value, m.Threshold = &score, c.Name, c.Counting, c.Threshold
	m.Channel = d.rules.place(about{d.Account, kind, c.Name, d.Segment}, d.today)
}

func (d *decider) centerFact(kind Kind, c Center, day account.Day, reason Reason) {
	d.fact(kind, d.key(string(kind)+":"+c.Name), day, reason, "")
	d.out.Facts[len(d.out.Facts)-1].Center = c.Name
}
