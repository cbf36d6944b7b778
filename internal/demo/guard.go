package demo

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets the page load nothing but its own files, and pictures that a
// message names by an https address.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard keeps other web sites out: a foreign Host is a name rebound to this
// machine, and a cross-origin POST is another page acting as this person.
func guard(addr string, next http.Handler) http.Handler {
	var cross http.CrossOriginProtection
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !ours(r.Host, addr) {
			http.Error(w, "This demo answers on this machine only: open it as http://127.0.0.1.", http.StatusMisdirectedRequest)
			return
		}
		if err := cross.Check(r); err != nil {
			http.Error(w, "This demo takes requests from its own page only.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a Host header names this machine, or the address the
// demo was told to listen on. An address of digits cannot be rebound, so all of
// them are ours where the demo listens on all.
func ours(host, addr string) bool {
	name := hostname(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err == nil && ip.Unmap().IsLoopback() {
		return true
	}
	configured := hostname(addr)
	if addr != "" {
		listens, bad := netip.ParseAddr(configured)
		if configured == "" || bad == nil && listens.IsUnspecified() {
			return err == nil
		}
	}
	return name != "" && name == configured
}

// hostname is the name in "name:port", "[ip]:port" or a bare name, in lower
// case and without a closing dot.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
