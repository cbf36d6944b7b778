// Package scoring turns activities into engagement minutes, and minutes into
// the standing of an account: windows, heat, grade, stage and MQA.
//
// It is arithmetic. [Compute] takes the [Facts] of one account, a [Policy] and
// a civil day, and returns the [Standing] at the end of that day; [Ledger]
// lists the rows behind it. Both fold the same entries of the same [Journal] in
// the same order, so the rows of an account and day sum to the day's minutes to
// the thousandth. Nothing here reads a clock, a file or a database, and no
// answer depends on what was asked before: the nightly rebuild and the worker
// that follows new data run the same function over the same facts and therefore
// agree byte for byte, whatever order the activities arrived in. A [Scorer] is
// the same arithmetic for many accounts, with its memory used again.
//
// The policy is data. Its defaults, with the reasons for each number, are in
// DefaultPolicy; the config file overrides them.
package scoring
