package ingest

import (
	"context"
	"time"

	"engagement/account"
)

// Recorder makes activities durable.
type Recorder interface {
	// Record stores a whole batch, activities and faults, or nothing of it.
	// When it returns, the batch survives a crash. An activity whose (Source,
	// ID) is there already is a duplicate and changes nothing; a fault that is
	// there already (same kind, file, line and row) is not doubled. It answers
	// account.ErrStale when the directory is newer than batch.Directory; the
	// people that Record itself meets for the first time must not make the
	// directory newer, or every batch would be stale.
	Record(ctx context.Context, batch account.Batch) (account.Recorded, error)
}

// Registrar keeps what is known of accounts, contacts and opportunities. All
// three methods take rows in the order of the file, store all of them and the
// faults or nothing, and count a row that changes nothing as a duplicate and
// any other as new. importID names the run and at is its one instant.
type Registrar interface {
	// SaveAccounts replaces accounts by id.
	SaveAccounts(ctx context.Context, at time.Time, importID string, rows []account.Account, faults []account.Fault) (account.Recorded, error)
	// SaveContacts merges contacts by id: a trait that is given replaces the
	// one that is known, a link is added, or updated where account and start
	// are the same. A row carries at most one link; a person with a history
	// has several rows.
	SaveContacts(ctx context.Context, at time.Time, importID string, rows []account.Contact, faults []account.Fault) (account.Recorded, error)
	// SaveOpportunities replaces opportunities by id.
	SaveOpportunities(ctx context.Context, at time.Time, importID string, rows []account.Opportunity, faults []account.Fault) (account.Recorded, error)
}

// Directory reads who is who, with the version that batches are stamped with.
type Directory interface {
	Directory(ctx context.Context) (account.Directory, error)
}

// Journal keeps the runs of the import command.
type Journal interface {
	// Begin notes a run before its first row is stored.
	Begin(ctx context.Context, run account.Import) error
	// Finish marks the run as complete. A run that was killed stays open.
	Finish(ctx context.Context, id string, at time.Time) error
}

// Store is what [Run] needs.
type Store interface {
	Recorder
	Registrar
	Directory
	Journal
}

// Quarantine is what [Retry] needs besides Store.
type Quarantine interface {
	// Import is the run that met a fault, with the options of that run. The
	// error is account.ErrNotFound where there is none.
	Import(ctx context.Context, id string) (account.Import, error)
	// Resolve takes faults out of the quarantine because their rows are now
	// recorded. Ids that are gone already are not an error.
	Resolve(ctx context.Context, ids []int64) error
}
