// Package config loads the settings of the program: flags take precedence over TMINUS_* variables,
// and these over defaults. They are parsed and validated once at start.
//
// All problems are found before anything is opened, and reported together, so that a configuration
// can be corrected in one go. A validated setting is not checked again elsewhere.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"tminus/internal/mail"
)

// ErrHelp is returned by Load if help was requested. The caller prints Usage.
var ErrHelp = errors.New("help was asked for")

// Config is the result of Load. It is a value that does not change after start.
type Config struct {
	Addr              string         // host:port to listen on
	DB                string         // path of a SQLite file, or a postgres:// URL
	BaseURL           string         // where people reach it, without a slash at the end
	SecretFile        string         // see LoadSecret
	Demo              bool           // sample organisation, one-click sign-in
	SQLiteSynchronous string         // "full" or "normal"
	SessionIdle       time.Duration  // a session ends after so long without a request
	SessionAbsolute   time.Duration  // a session ends so long after sign-in, whatever happens
	TrustedProxies    []netip.Prefix // whose X-Forwarded-For is trusted; empty trusts nobody's
	LogFormat         string         // "text" or "json"
	LogLevel          slog.Level
	ShutdownTimeout   time.Duration  // maximum time for requests in progress after SIGTERM
	BodyLimit         int64          // bytes a request may carry
	Mail              mail.Server    // where e-mails go; none by default
	OutboundAllow     []netip.Prefix // private networks to which chat messages and webhooks may go

	baseURLDerived bool
}

// Load parses the settings in args (without the program's name) and environ ("NAME=value", as
// os.Environ returns it).
//
// Flags may be before or after the subcommand. Other arguments are returned in order as rest: the
// subcommand, its arguments, and its own flags after it. An unknown flag before the subcommand is
// an error. An empty variable counts as not set.
//
// The error is ErrHelp, or names each wrong setting by flag and variable.
func Load(args, environ []string) (Config, []string, error) {
	given, rest, err := split(args)
	if errors.Is(err, ErrHelp) {
		return Config{}, nil, ErrHelp
	}
	problems := []error{err}

	variables := map[string]string{}
	for _, entry := range environ {
		if name, value, ok := strings.Cut(entry, "="); ok {
			variables[name] = value
		}
	}

	var c Config
	failed := map[string]bool{}
	for _, s := range settings {
		value, from := s.fallback, "default"
		if v := variables[s.env()]; v != "" {
			value, from = v, s.env()
		}
		if v, ok := given[s.name]; ok {
			value, from = v, "--"+s.name
		}
		if err := s.set(&c, value); err != nil {
			failed[s.name] = true
			problems = append(problems, fmt.Errorf("--%s (%s), from %s: %w", s.name, s.env(), from, err))
		}
	}
	if !failed["session-idle"] && !failed["session-absolute"] && c.SessionIdle > c.SessionAbsolute {
		problems = append(problems, fmt.Errorf(
			"--session-idle (TMINUS_SESSION_IDLE): %s is longer than --session-absolute (TMINUS_SESSION_ABSOLUTE), %s",
			c.SessionIdle, c.SessionAbsolute))
	}
	if !failed["smtp-addr"] && !failed["smtp-from"] && !failed["smtp-security"] {
		problems = append(problems, checkMail(c.Mail))
	}
	if err := errors.Join(problems...); err != nil {
		return Config{}, nil, err
	}
	if c.BaseURL == "" {
		c.BaseURL, c.baseURLDerived = baseURLOf(c.Addr), true
	}
	return c, rest, nil
}

// split separates the settings in args from the rest, in order.
func split(args []string) (given map[string]string, rest []string, err error) {
	given = map[string]string{}
	var problems []error
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		if name == "h" || name == "help" {
			return nil, nil, ErrHelp
		}
		s, known := find(name)
		switch {
		case !known && len(rest) == 0:
			problems = append(problems, fmt.Errorf("--%s is not a setting; --help lists them", name))
			continue
		case !known:
			rest = append(rest, arg)
			continue
		case hasValue:
		case s.isBool:
			value = "true"
		case i+1 < len(args):
			i++
			value = args[i]
		default:
			problems = append(problems, fmt.Errorf("--%s (%s) needs a value", s.name, s.env()))
			continue
		}
		given[name] = value
	}
	return given, rest, errors.Join(problems...)
}

// BaseURLAt returns BaseURL; if none was given and the system chose the port (":0"), it is derived
// from the actual address.
func (c Config) BaseURLAt(listening net.Addr) string {
	if _, port, err := net.SplitHostPort(c.Addr); err == nil && port == "0" && c.baseURLDerived {
		return baseURLOf(listening.String())
	}
	return c.BaseURL
}

// baseURLOf returns the URL for an address; for a listener on all interfaces it uses localhost.
func baseURLOf(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip, err := netip.ParseAddr(host); host == "" || (err == nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	if port == "80" {
		if strings.Contains(host, ":") {
			return "http://[" + host + "]"
		}
		return "http://" + host
	}
	return "http://" + net.JoinHostPort(host, port)
}

// RedactDB returns a database setting without secrets: the password of a URL is replaced, wherever
// it is, and a URL that cannot be parsed is omitted.
func RedactDB(db string) string {
	if !strings.Contains(db, "://") {
		return db
	}
	u, err := url.Parse(db)
	if err != nil {
		return "(unreadable URL)"
	}
	q := u.Query()
	for _, key := range []string{"password", "sslpassword"} {
		if q.Has(key) {
			q.Set(key, "xxxxx")
			u.RawQuery = q.Encode()
		}
	}
	return u.Redacted()
}
