package bot

import (
	"context"
	"strings"
	"time"

	"engagement/account"
)

// Member is somebody of a workspace, as Slack describes them.
type Member struct {
	ID    string
	Name  string
	Email string // lower case; empty where Slack does not tell
	Zone  *time.Location
	Guest bool // of one channel, of several, or of another workspace
	// Inactive is somebody whose account was deactivated.
	Inactive bool
	// TeamID and EnterpriseID are where they belong; empty where Slack does not
	// tell.
	TeamID, EnterpriseID string
}

// Role is what somebody may do beside asking.
type Role string

// The roles, from the least to the most.
const (
	Rep     Role = "rep"     // asks, and repairs, logs and mutes for accounts of their own
	Manager Role = "manager" // does so for all accounts
	Admin   Role = "admin"   // and for everybody
)

// Asker is who asks, and from where.
type Asker struct {
	Member
	Role      Role
	ChannelID string // empty on the command line
	operator  bool
}

// Operator is whoever runs the program: they may do everything, and have no
// accounts of their own.
func Operator() Asker { return Asker{Role: Admin, operator: true} }

// Owns reports whether an account is theirs.
func (a Asker) Owns(about account.Account) bool {
	return a.Email != "" && strings.EqualFold(a.Email, about.Owner)
}

// may reports whether somebody may change what others see of an account.
func (a Asker) may(about account.Account) bool { return a.Role != Rep || a.Owns(about) }

// asker is the member behind an id.
func (b *Bot) asker(ctx context.Context, userID, channelID string) (Asker, error) {
	m, err := b.Workspace.Member(ctx, userID)
	if err != nil {
		return Asker{}, err
	}
	a := Asker{Member: m, Role: Rep, ChannelID: channelID}
	if b.Role != nil {
		if a.Role, err = b.Role(ctx, m); err != nil {
			return Asker{}, err
		}
	}
	return a, nil
}
