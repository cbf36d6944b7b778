// Package ingest is the door in: it turns what other systems write about
// people (CSV and JSONL files, HTTP requests) into the words of package
// account, finds the account behind every person, and hands both over to be
// kept.
//
// The flow is the same at every door. [OpenRows] finds out how a stream is
// packed, encoded and delimited and yields flat rows; a decoder per [Kind]
// makes an activity, account, contact or opportunity of a row, or a fault that
// says what is wrong with it; a [Matcher] finds the account; and a batch of
// about two thousand goes to the [Recorder], which answers when it is durable.
// [Run] does this for files, [Handler] for HTTP, [Retry] for rows that were
// refused earlier.
//
// One invariant carries the rest: the identity of a row is a pure function of
// its content and of its ordinal among identical rows of its file. So an
// import that was killed and run again, or a file that overlaps an older one,
// loses nothing and doubles nothing.
package ingest
