// Package store keeps everything that must survive, in SQLite or PostgreSQL.
//
// It is the only place with SQL, and its methods are whole use cases: Record
// makes a batch of the intake durable, Commit takes the verdict on accounts
// with its scores, facts and messages, Settle ends an attempt to deliver. A
// transaction never leaves the package, and nothing is posted or woken inside
// one. One Store satisfies the small interfaces that its consumers declare.
//
// One SQL text serves both databases; a dialect value holds the few
// differences. Writers take turns: on SQLite because there is one connection
// for writing, on PostgreSQL because every writing transaction first steps the
// mark counter, whose row lock makes the same queue. The step is also the
// version that marks and states are compared by.
package store
