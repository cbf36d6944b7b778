package demo

import "engagement/account"

// A champion of a customer left, began at another account of ours, and read there
// for the first time MovedDays days ago.
const (
	leftName  = "Stellanor Logistics"
	movedName = "Brightmoor Analytics"
	MovedDays = 4
	leftDays  = 34
	beganDays = 20
)

// Moved is the account where the champion is now.
func Moved() string { return idOf(movedName) }

// move lets the busiest of a customer's people leave for another account. The CRM
// knows of the new job, and not of the new address.
func (t *team) move() {
	if t.name != leftName {
		return
	}
	today, p := t.diary.today, t.actors[0]
	p.until = today - leftDays
	p.Links = []account.Link{{AccountID: t.account.ID, To: p.until}, {AccountID: Moved(), From: today - beganDays}}
}

// settleIn is what a champion reads at the new account.
func (t *team) settleIn() {
	now := *t.actors[0]
	who := account.Identity{ContactRef: now.ID, Email: mailbox(now.Name, "brightmoor-analytics.example")}
	day := workday(t.diary.today - MovedDays)
	t.diary.put(t.diary.clock(day, 10, 12, 40), who, deed{source: "web", typ: "web.page_view", url: site("/pricing")})
	t.diary.put(t.diary.clock(day, 10, 21, 5), who, deed{source: "marketing", typ: "content.download", asset: "Migration handbook", url: site("/resources")})
}
