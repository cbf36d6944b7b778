package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionOf(t *testing.T) {
	built := func(module, commit, modified string) *debug.BuildInfo {
		b := &debug.BuildInfo{GoVersion: "go1.26.1", Main: debug.Module{Version: module}}
		if commit != "" {
			b.Settings = []debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.modified", Value: modified}}
		}
		return b
	}
	const commit = "07ce4c0d5f3b2a1908f7e6d5c4b3a29180706050"
	for _, tt := range []struct {
		name, release string
		build         *debug.BuildInfo
		want          string
	}{
		{"a release", "v1.2.0", built("(devel)", commit, "false"), "engagement v1.2.0, commit 07ce4c0d5f3b, go1.26.1"},
		{"installed by its module", "", built("v1.2.0", "", ""), "engagement v1.2.0, go1.26.1"},
		{"built in a clone", "", built("(devel)", commit, "true"), "engagement development, commit 07ce4c0d5f3b with changes, go1.26.1"},
		{"that says nothing", "", nil, "engagement development"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := versionOf(tt.release, tt.build); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestVersionIsAskedForInBothWays(t *testing.T) {
	_, want, _ := call(t, "version")
	code, got, _ := call(t, "--version")
	if code != 0 || got != want || !strings.HasPrefix(got, "engagement ") || strings.Count(got, "\n") != 1 {
		t.Errorf("code %d, says %q, want %q", code, got, want)
	}
}
