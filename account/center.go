package account

// CenterScore is where a buying center of an account stands at the end of a
// day. Minutes are weighted, and of the groups that count for the MQA.
type CenterScore struct {
	Name         string
	Counting     Milli // in the window of the MQA
	Engaged      int   // people at or above the floor
	Threshold    Milli
	PeopleNeeded int
	MQA          bool
	MQASince     Day             // zero when not an MQA
	People       []PersonMinutes `json:",omitempty"` // of the last 90 days, most minutes first
}
