// Package app wires the layers into a program and runs them.
//
// App holds an open store under one configuration. Its Scorer answers marks:
// it reads the facts of an account, computes its standing, lets alert decide
// and commits everything at once, then wakes the courier. Reader answers the
// bot, Import and Rematch bring data in, Export takes it out, and Serve runs
// the doors, the workers and the nightly schedule until it is told to stop.
//
// Decisions stay in the packages below; here is only who calls whom, and when.
package app
