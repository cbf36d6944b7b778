// Package arch holds the import table of the house and the test that keeps it.
//
// ARCHITECTURE.md prints the same table for people. A new arrow is a decision:
// change the table here, the table there and the code in one commit.
package arch

// Room says what a package of ours may import.
type Room struct {
	Path    string   // below the module
	Ours    []string // packages of ours
	Library []string // module paths of third parties; golang.org/x is free everywhere
}

// Rooms is the table, from the middle outwards.
var Rooms = []Room{
	{Path: "account"},
	{Path: "scoring", Ours: []string{"account"}},
	{Path: "alert", Ours: []string{"account"}},
	// go-chart asks its renderers for a truetype.Font.
	{Path: "charts", Ours: []string{"account"}, Library: []string{"github.com/wcharczuk/go-chart/v2", "github.com/golang/freetype", "github.com/hajimehoshi/bitmapfont/v3"}},
	{Path: "ingest", Ours: []string{"account"}, Library: []string{"github.com/mileusna/useragent"}},
	{Path: "migrations", Library: []string{"github.com/pressly/goose/v3"}},
	{Path: "store", Ours: []string{"account", "alert", "scoring", "migrations"}, Library: []string{
		"github.com/jmoiron/sqlx", "github.com/mattn/go-sqlite3", "github.com/jackc/pgx/v5",
	}},
	{Path: "bot", Ours: []string{"account", "alert", "charts"}, Library: []string{"github.com/slack-go/slack", "github.com/gorilla/websocket"}},
	{Path: "internal/config", Ours: []string{"account", "alert", "ingest", "scoring"}, Library: []string{"github.com/pelletier/go-toml/v2"}},
	{Path: "internal/blockkit"},
	{Path: "internal/slackfake", Ours: []string{"internal/blockkit"}, Library: []string{"github.com/gorilla/websocket"}},
	{Path: "internal/demo", Ours: []string{"account", "internal/slackfake"}},
	{Path: "internal/app", Ours: []string{
		"account", "alert", "bot", "charts", "ingest", "internal/config", "internal/demo", "internal/slackfake", "scoring", "store",
	}, Library: []string{"github.com/go-co-op/gocron/v2"}},
	{Path: "cmd/engagement", Ours: []string{"account", "bot", "ingest", "internal/app", "internal/config"}, Library: []string{
		"github.com/alecthomas/kong", "github.com/schollz/progressbar/v3",
	}},
	// For tests only: nothing of the product imports these.
	{Path: "internal/browser", Library: []string{"github.com/chromedp/chromedp", "github.com/chromedp/cdproto"}},
	{Path: "internal/storetest", Ours: []string{"account", "alert", "scoring", "store"}, Library: []string{"github.com/google/go-cmp"}},
	{Path: "internal/bench", Ours: []string{"account", "scoring"}},
	{Path: "internal/bench/rescore", Ours: []string{"internal/app", "internal/config"}},
	{Path: "internal/referee"},
	{Path: "internal/arch"},
}

// Shared are the libraries that more than one room may name, with the reason.
var Shared = map[string]string{
	"github.com/gorilla/websocket": "slackfake serves the sockets; bot only hands slack-go the dialer of its own library",
}
