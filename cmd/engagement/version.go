package main

import (
	"fmt"
	"runtime/debug"
)

// version is set when a release is built.
var version = ""

type versionCommand struct{}

func (*versionCommand) Run(s *session) error {
	_, err := fmt.Fprintln(s.stdout, versionLine())
	return err
}

// versionLine is which version this is, by what the build says of itself.
func versionLine() string {
	b, _ := debug.ReadBuildInfo()
	return versionOf(version, b)
}

// versionOf says a release, or the version of the module, the commit it was built from
// and the Go that built it, as far as the build says so.
func versionOf(release string, b *debug.BuildInfo) string {
	if b == nil {
		b = &debug.BuildInfo{}
	}
	if release == "" {
		release = b.Main.Version
	}
	if release == "" || release == "(devel)" {
		release = "development"
	}
	line := "engagement " + release
	settings := map[string]string{}
	for _, s := range b.Settings {
		settings[s.Key] = s.Value
	}
	if commit := settings["vcs.revision"]; commit != "" {
		line += fmt.Sprintf(", commit %.12s", commit)
		if settings["vcs.modified"] == "true" {
			line += " with changes"
		}
	}
	if b.GoVersion != "" {
		line += ", " + b.GoVersion
	}
	return line
}
