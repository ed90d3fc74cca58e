// Package outbound sends requests to addresses that people enter. It connects to public addresses only, apart from
// networks that the server's settings allow, and checks each connection after the name is resolved.
package outbound

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

const (
	// Timeout is the maximum duration of a request, until the response is read.
	Timeout = 10 * time.Second
	// MaxResponse is the number of bytes of a response that are read.
	MaxResponse = 64 << 10
	maxURL      = 2000
)

// Client sends requests. It follows no redirect and uses no proxy.
type Client struct{ http *http.Client }

// New returns a Client that may also connect to private addresses in allowed.
func New(allowed []netip.Prefix) *Client {
	var v4, v6 []netip.Prefix
	for _, p := range allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	dialer := &net.Dialer{Timeout: Timeout, Control: func(network, address string, c syscall.RawConn) error {
		if to, err := netip.ParseAddrPort(address); err != nil || !portAllowed(to.Port()) {
			return errPort
		}
		return guard.Safe(network, address, c)
	}}
	return &Client{&http.Client{
		Timeout:       Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: Timeout, MaxResponseHeaderBytes: MaxResponse, ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
	}}
}

func portAllowed(port uint16) bool { return port == 80 || port == 443 || port >= 1024 }

var errPort = errors.New("the port is not 80, 443, or 1024 and above")

// Response is the answer of a receiver.
type Response struct {
	Status int
	// Body has at most MaxResponse bytes.
	Body []byte
	// RetryAfter is the wait that the receiver asks for, 0 for none.
	RetryAfter time.Duration
}

// Post sends a body. An error is a sentence about the connection that does not contain the address, which may be
// secret. now is the time that a date in Retry-After is compared with.
func (c *Client) Post(ctx context.Context, address string, header map[string]string, body []byte, now time.Time) (Response, error) {
	if msg := CheckURL(address); msg != "" {
		return Response{}, errors.New(msg)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return Response{}, errors.New("The address cannot be read.")
	}
	req.Header.Set("User-Agent", "T-Minus")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Response{}, inWords(err)
	}
	defer func() { _ = res.Body.Close() }()
	out := Response{Status: res.StatusCode, RetryAfter: retryAfter(res.Header.Get("Retry-After"), now)}
	// The status decides; a receiver that fails to send the rest has received the request.
	out.Body, err = io.ReadAll(io.LimitReader(res.Body, MaxResponse))
	if err != nil && ctx.Err() == nil && timedOut(err) {
		return out, inWords(err)
	}
	return out, nil
}

// retryAfter parses seconds or a date.
func retryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		return time.Duration(max(n, 0)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

func timedOut(err error) bool {
	var ne net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &ne) && ne.Timeout()
}

// inWords returns the reason of a failed request as a sentence, without the address.
func inWords(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	var dns *net.DNSError
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errPort):
		return errors.New("The port must be 80, 443, or 1024 and above.")
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return errors.New("The address is not public. The server's settings do not allow it (TMINUS_OUTBOUND_ALLOW).")
	case errors.As(err, &dns) && !dns.IsTimeout:
		return errors.New("The name of the host was not found.")
	case timedOut(err):
		return fmt.Errorf("There was no answer within %d seconds.", Timeout/time.Second)
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("The host refused the connection.")
	case errors.As(err, &cert):
		return errors.New("The host's certificate is not trusted.")
	case errors.As(err, &op) && op.Op == "dial":
		return errors.New("The host cannot be reached.")
	}
	return errors.New("The connection broke before the answer.")
}

// CheckURL returns what is wrong with an address, or "". It does not resolve names; each connection is checked.
func CheckURL(raw string) string {
	u, err := url.Parse(raw)
	switch {
	case err != nil, u.Hostname() == "", u.Scheme != "https" && u.Scheme != "http":
		return "Enter an address that starts with https:// or http://."
	case u.User != nil:
		return "Leave out the user name and password."
	case len(raw) > maxURL:
		return fmt.Sprintf("Enter an address of at most %d characters.", maxURL)
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || !portAllowed(uint16(n)) {
			return "The port must be 80, 443, or 1024 and above."
		}
	}
	return ""
}

// Shown returns an address without its secret: the scheme, the host and the last four characters.
func Shown(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return "…"
	}
	if rest := strings.Trim(u.RequestURI(), "/"); len(rest) > 8 {
		return u.Scheme + "://" + u.Host + "/…" + rest[len(rest)-4:]
	} else if rest == "" {
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + "://" + u.Host + "/…"
}
