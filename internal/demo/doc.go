// Package demo is what a first look needs: a made-up company to look at, and a
// page in the browser that stands for Slack.
//
// [Company] makes up the data: accounts, people, opportunities and 18 months
// of activities that end now, with the stories of story.go planted in them
// (Acme rises, Globex surges, a deal stalls, an account qualifies, nobody in
// finance was ever reached, a summit moved six accounts, one that had said no is
// back). firms is the target
// list, rhythm.go lives the weeks of an account, story.go adds what is told.
// Whoever runs the demo imports the data like any other company's, matches and
// scores it.
//
// The [Page] shows a workspace of slackfake as one person sees it, whom the
// browser chooses (seat.go), and turns what that person types, clicks and fills
// in into what Slack would send; the bot behind it is the real one. In web,
// workspace.js is what the page knows, blocks.js, fields.js and tables.js are how
// Block Kit looks, views.js modals and Home, threads.js what is done below a
// message.
//
// Invariant: the data is a function of the day alone. It rolls its own dice
// and reads no clock; what lies after the given instant has not happened yet.
package demo
