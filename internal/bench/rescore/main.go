// Command rescore scores every account of a company from its journals and saves
// the scores, as the nightly job does first, so that its memory can be measured
// alone: rescore DATABASE DAY.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"engagement/internal/app"
	"engagement/internal/config"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, database, day string) error {
	cfg, err := config.Parse("defaults", nil)
	if err != nil {
		return err
	}
	morning, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return err
	}
	evening := morning.Add(23 * time.Hour)
	a, err := app.Open(ctx, app.Options{Database: database, Config: cfg, Now: func() time.Time { return evening }})
	if err != nil {
		return err
	}
	defer a.Close()
	_, err = a.Rebuild(ctx, nil)
	return err
}
