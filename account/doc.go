// Package account is the vocabulary of engagement: accounts, the contacts who
// work there, the activities they do with us, and the numbers that follow.
//
// Every other package speaks in these words and nothing here speaks back: the
// package imports the standard library alone, reads no clock and opens no
// file. Values come in through ingest, are kept by store, turned into minutes
// by scoring, judged by alert, drawn by charts and said by bot.
//
// Three conventions hold everywhere. Time that is stored is an instant in UTC
// to the millisecond; time that is counted is a civil Day in the company's
// zone. Minutes are integers of a thousandth ([Milli]), so that two databases
// and two orders of arrival agree to the digit. And a result names people by
// contact id only: names are looked up when a message is written, so that a
// person can be forgotten.
package account
