// Package config turns a TOML file into the policies of the other packages.
//
// Each package owns its default policy; this one only writes them down as a
// file and reads a file back. Load lays a person's file over the defaults:
// tables merge key by key, arrays replace the default array whole. What the
// file says that nobody understands is an error with line and column, so a
// misspelt key cannot be ignored in silence.
//
// Secrets never stand in the file: they come from the environment, or from the
// file that a variable ending in _FILE names.
package config
