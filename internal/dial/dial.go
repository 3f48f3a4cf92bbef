// Package dial reaches the machines that others name: push services, identity providers. Never a private network.
package dial

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// ErrForbidden is why a connection was not made.
var ErrForbidden = errors.New("this network address is not allowed")

// perHost is how many idle connections one service keeps: as many as messages leave at once.
const perHost = 8

// Client makes a client for services outside. Their addresses come from browsers or from a form, so somebody may name one
// of ours: the address is judged when the connection is made, after the name has been resolved, and no redirect is followed. A
// practice folder reaches this machine only, a real one everything but private networks.
func Client(practice bool) *http.Client {
	allowed := IsPublic
	if practice {
		allowed = func(a netip.Addr) bool { return a.IsLoopback() }
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(to.Addr().Unmap()) {
			return ErrForbidden
		}
		return nil
	}}
	return &http.Client{
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:       nil, // a proxy would resolve names for us, past the check
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 8 * time.Second,
			ForceAttemptHTTP2: true, MaxIdleConnsPerHost: perHost, IdleConnTimeout: 90 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// forbidden are the networks that the standard library's own tests (private, loopback…) leave out.
var forbidden = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),        // IPv4 in disguise
	netip.MustParsePrefix("64:ff9b::/96"), // NAT64: leads to any IPv4
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/32"), // Teredo
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("fec0::/10"),
}

// IsPublic tells whether an address belongs to the public internet.
func IsPublic(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range forbidden {
		if p.Contains(a.WithZone("")) {
			return false
		}
	}
	return true
}

// IsLoopbackHost tells whether a host name or address means this machine.
func IsLoopbackHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}
