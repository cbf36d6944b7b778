# What a maintainer types. `make check` is what CI runs; soak and bench take
# longer and are run before a release or a closing.
GO ?= go
TOOL = $(GO) tool -modfile=tools/go.mod

.PHONY: check test race lint fuzz soak bench golden contact-sheet gallery demo

check: ; .ci/run
test: ; $(GO) test ./...
race: ; $(GO) test -race ./...

lint:
	$(GO) vet ./...
	$(TOOL) staticcheck ./...
	test -z "$$($(TOOL) gofumpt -l .)"

# A minute for every fuzz target.
fuzz:
	@for target in $$(grep -rlE '^func Fuzz' --include='*_test.go' . ); do \
	  dir=$$(dirname $$target); \
	  for name in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' $$target | cut -c6-); do \
	    $(GO) test $$dir -run '^$$' -fuzz "^$$name\$$" -fuzztime 60s || exit 1; \
	  done; \
	done

# Hundreds of kills and long replays.
soak: ; ENGAGEMENT_SOAK=1 $(GO) test -count=1 -timeout 90m -run 'Kill|Soak' -v ./cmd/engagement

bench: ; $(GO) test -run '^$$' -bench . -benchmem -count 6 ./...

# Rewrites golden files; look at every picture and message afterwards.
golden:
	$(GO) test ./charts ./bot ./internal/config -update

# Lays all golden pictures side by side, as large as they are and as small as
# Slack shows them; open index.html there, or look at 540.png and 300.png.
contact-sheet: ; $(GO) run ./charts/testdata/contact $(or $(OUT),/tmp/contact-sheet)

# Draws every kind of message as the demo page shows it, on a wide window and a
# phone, light and dark; open index.html there.
gallery: ; CI=1 $(GO) test -count=1 ./internal/demo -run '^TestGallery$$' -gallery $(or $(OUT),/tmp/gallery)

demo: ; $(GO) run ./cmd/engagement demo
