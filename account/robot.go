package account

// Sign is what gave a robot away when its activity arrived: what the row alone
// can show. What only the rows around it show is for scoring to see.
type Sign uint8

// The signs. Stored as they are numbered here.
const (
	Declared    Sign = iota // the row says that a robot did it
	Crawler                 // the user agent is that of a crawler or a scanner of links
	HeadRequest             // it asked for the headers of a page alone
	DataCentre              // its address lies in a network of machines
	signs
)

// String is the reason in a ledger.
func (s Sign) String() string {
	switch s {
	case Crawler:
		return "robot: crawler or link scanner"
	case HeadRequest:
		return "robot: asked for headers alone"
	case DataCentre:
		return "robot: from a data centre"
	default:
		return "robot"
	}
}

// SignOf is the sign with a number; one that is not known is Declared.
func SignOf(number int64) Sign {
	if number < 0 || number >= int64(signs) {
		return Declared
	}
	return Sign(number)
}
