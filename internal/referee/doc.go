// Package referee holds what we wrote against what others wrote: a stand-in of
// Slack's Web API, the verification of signatures in Slack's own framework, a
// renderer of Block Kit. Our own stand-in, internal/slackfake, is made by
// whoever also makes the bot, and could share its mistakes; these do not.
//
// The others come from npm, at the exact versions of testdata/package.json, and
// run as processes of Node.js. `npm ci` in testdata installs them. Where they are
// not installed the tests are skipped, except on a build server.
//
// Each test says in what its referee differs from Slack as documented, so that a
// disagreement is known and not hidden.
package referee
