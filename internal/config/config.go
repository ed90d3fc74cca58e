// Package config holds the settings of one running T-Minus: flags over
// TMINUS_* variables over defaults, read and checked once at start.
//
// Everything that can be wrong is found before anything is opened, and all of
// it is reported at once, so that nobody mends a configuration one restart at a
// time. A setting that passed is not checked again further in.
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
)

// ErrHelp is returned by Load when help was asked for. The caller prints Usage.
var ErrHelp = errors.New("help was asked for")

// Config is what Load found. It is a value: nobody changes it after start.
type Config struct {
	Addr              string         // host:port to listen on
	DB                string         // path of a SQLite file, or a postgres:// URL
	BaseURL           string         // where people reach it, without a slash at the end
	SecretFile        string         // see LoadSecret
	Demo              bool           // sample organisation, one-click sign-in
	SQLiteSynchronous string         // "full" or "normal"
	SessionIdle       time.Duration  // a session ends after so long without a request
	SessionAbsolute   time.Duration  // a session ends so long after sign-in, whatever happens
	TrustedProxies    []netip.Prefix // whose X-Forwarded-For is believed; nobody's when empty
	LogFormat         string         // "text" or "json"
	LogLevel          slog.Level
	ShutdownTimeout   time.Duration // how long requests in flight may take after SIGTERM
	BodyLimit         int64         // bytes a request may carry

	baseURLDerived bool
}

// Load reads the settings out of args (without the program's name) and environ
// ("NAME=value", as os.Environ gives it).
//
// Flags may stand before or after the sub-command. What is not a setting is
// returned in its order as rest: the sub-command, its words, and flags that
// follow it and are its own. A flag before the sub-command that is not a
// setting is an error. A variable that is empty counts as not set.
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
	if err := errors.Join(problems...); err != nil {
		return Config{}, nil, err
	}
	if c.BaseURL == "" {
		c.BaseURL, c.baseURLDerived = baseURLOf(c.Addr), true
	}
	return c, rest, nil
}

// split takes the settings out of args and leaves the rest in its order.
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

// Postgres says whether DB is a PostgreSQL server rather than a SQLite file.
func (c Config) Postgres() bool { return isPostgres(c.DB) }

// Secure says whether people reach the product over https, so that cookies can
// be kept to it.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// BaseURLAt is BaseURL; but when none was given and the port was left to the
// system (":0"), it is made of the address that is really listened on.
func (c Config) BaseURLAt(listening net.Addr) string {
	if _, port, err := net.SplitHostPort(c.Addr); err == nil && port == "0" && c.baseURLDerived {
		return baseURLOf(listening.String())
	}
	return c.BaseURL
}

// baseURLOf is the address that a person can type; a listener on every
// interface is reached as localhost.
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

// String names the settings without secrets.
func (c Config) String() string {
	var b strings.Builder
	for i, a := range c.LogValue().Group() {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%s=%v", a.Key, a.Value)
	}
	return b.String()
}

// GoString keeps %#v from printing what String leaves out.
func (c Config) GoString() string { return "config.Config{" + c.String() + "}" }

// LogValue is what a structured log may hold of the settings.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("addr", c.Addr),
		slog.String("db", RedactDB(c.DB)),
		slog.String("base-url", c.BaseURL),
		slog.String("secret-file", c.SecretFile),
		slog.Bool("demo", c.Demo),
		slog.String("sqlite-synchronous", c.SQLiteSynchronous),
		slog.Duration("session-idle", c.SessionIdle),
		slog.Duration("session-absolute", c.SessionAbsolute),
		slog.Any("trusted-proxies", c.TrustedProxies),
		slog.String("log-format", c.LogFormat),
		slog.String("log-level", c.LogLevel.String()),
		slog.Duration("shutdown-timeout", c.ShutdownTimeout),
		slog.Int64("body-limit", c.BodyLimit),
	)
}

// RedactDB is a database setting fit to be shown: the password of a URL is
// replaced, wherever it stands, and a URL that cannot be read is left out whole.
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
