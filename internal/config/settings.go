package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/internal/mail"
)

// setting is a row of the table from which flags, variables, defaults, help and validation are
// derived, so that a new setting has all of them.
type setting struct {
	name     string // of the flag
	arg      string // name of its value in the help
	fallback string
	help     string
	isBool   bool
	set      func(*Config, string) error // parses, validates and stores it
}

func (s setting) env() string {
	return "TMINUS_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

func find(name string) (setting, bool) {
	for _, s := range settings {
		if s.name == name {
			return s, true
		}
	}
	return setting{}, false
}

var settings = []setting{
	{
		name: "addr", arg: "HOST:PORT", fallback: "127.0.0.1:8080",
		help: "address to listen on; port 0 takes a free one",
		set:  func(c *Config, v string) (err error) { c.Addr, err = parseAddr(v); return err },
	},
	{
		name: "db", arg: "PATH|URL", fallback: "./data/tminus.db",
		help: "database: the path of a SQLite file, or postgres://user:password@host/name",
		set:  func(c *Config, v string) (err error) { c.DB, err = parseDB(v); return err },
	},
	{
		name: "base-url", arg: "URL",
		help: "address that people type, used in links and checked on forms (default http://<addr>)",
		set:  func(c *Config, v string) (err error) { c.BaseURL, err = parseBaseURL(v); return err },
	},
	{
		name: "secret-file", arg: "PATH", fallback: "./data/secret",
		help: "file with the key that signs cookies and links; made at first start, readable by its owner only",
		set: func(c *Config, v string) error {
			c.SecretFile = v
			return notBlank(v)
		},
	},
	{
		name: "demo", fallback: "false", isBool: true,
		help: "fill an empty database with a sample organisation and offer its people for sign-in by one click; never for real use",
		set:  func(c *Config, v string) (err error) { c.Demo, err = parseBool(v); return err },
	},
	{
		name: "sqlite-synchronous", arg: "full|normal", fallback: "full",
		help: "full: a confirmed change survives a power cut; normal: the last moments may be lost, writes are quicker",
		set: func(c *Config, v string) (err error) {
			c.SQLiteSynchronous, err = oneOf(v, "full", "normal")
			return err
		},
	},
	{
		name: "session-idle", arg: "DURATION", fallback: "12h",
		help: "a session ends after so long without a request",
		set: func(c *Config, v string) (err error) {
			c.SessionIdle, err = parseDuration(v, time.Minute, 365*24*time.Hour)
			return err
		},
	},
	{
		name: "session-absolute", arg: "DURATION", fallback: "720h",
		help: "a session ends so long after sign-in, whatever happens",
		set: func(c *Config, v string) (err error) {
			c.SessionAbsolute, err = parseDuration(v, time.Minute, 365*24*time.Hour)
			return err
		},
	},
	{
		name: "trusted-proxies", arg: "CIDR,…",
		help: "addresses of the proxies in front, whose X-Forwarded-For is believed (default none)",
		set:  func(c *Config, v string) (err error) { c.TrustedProxies, err = parsePrefixes(v); return err },
	},
	{
		name: "log-format", arg: "text|json", fallback: "text",
		help: "form of the log, which goes to standard error",
		set:  func(c *Config, v string) (err error) { c.LogFormat, err = oneOf(v, "text", "json"); return err },
	},
	{
		name: "log-level", arg: "debug|info|warn|error", fallback: "info",
		help: "least level that is logged",
		set:  func(c *Config, v string) (err error) { c.LogLevel, err = parseLevel(v); return err },
	},
	{
		name: "shutdown-timeout", arg: "DURATION", fallback: "15s",
		help: "how long requests in flight may take to finish after SIGTERM",
		set: func(c *Config, v string) (err error) {
			c.ShutdownTimeout, err = parseDuration(v, 0, time.Hour)
			return err
		},
	},
	{
		name: "body-limit", arg: "SIZE", fallback: "2MB",
		help: "largest request accepted, forms and imported files alike",
		set: func(c *Config, v string) (err error) {
			c.BodyLimit, err = parseSize(v, 64<<10, 256<<20)
			return err
		},
	},
	{
		name: "smtp-addr", arg: "HOST:PORT",
		help: "mail server; without it no e-mail is sent (default none)",
		set:  func(c *Config, v string) (err error) { c.Mail.Host, c.Mail.Port, err = parseMailServer(v); return err },
	},
	{
		name: "smtp-from", arg: "ADDRESS",
		help: "sender of e-mails, such as T-Minus <launch@example.com>; required with a mail server",
		set:  func(c *Config, v string) (err error) { c.Mail.From, err = parseSender(v); return err },
	},
	{
		name: "smtp-user", arg: "NAME",
		help: "user name at the mail server (default: sign in as nobody)",
		set:  func(c *Config, v string) error { c.Mail.User = v; return nil },
	},
	{
		name: "smtp-password", arg: "PASSWORD",
		help: "password at the mail server; better as a variable, because others on the machine can read flags",
		set:  func(c *Config, v string) error { c.Mail.Password = v; return nil },
	},
	{
		name: "smtp-security", arg: "starttls|tls|none", fallback: "starttls",
		help: "starttls: nothing is sent to a server without STARTTLS; tls: encrypted from the start, as on port 465; none: for a relay " +
			"on this machine",
		set: func(c *Config, v string) error {
			word, err := oneOf(v, string(mail.StartTLS), string(mail.TLS), string(mail.Unencrypted))
			c.Mail.Security = mail.Security(word)
			return err
		},
	},
	{
		name: "outbound-allow", arg: "CIDR,…",
		help: "private networks to which chat messages, webhooks and pages may be sent (default: public addresses only)",
		set:  func(c *Config, v string) (err error) { c.OutboundAllow, err = parsePrefixes(v); return err },
	},
}

// parseMailServer parses HOST:PORT; empty is no server.
func parseMailServer(v string) (string, int, error) {
	if v == "" {
		return "", 0, nil
	}
	host, port, err := net.SplitHostPort(v)
	n, perr := strconv.ParseUint(port, 10, 16)
	if err != nil || perr != nil || host == "" || n == 0 {
		return "", 0, fmt.Errorf("%q is not HOST:PORT, such as smtp.example.com:587", v)
	}
	return host, int(n), nil
}

// parseSender parses an address with or without a name; empty is none.
func parseSender(v string) (netmail.Address, error) {
	if v == "" {
		return netmail.Address{}, nil
	}
	a, err := netmail.ParseAddress(v)
	if err != nil {
		return netmail.Address{}, fmt.Errorf("%q is not an address such as T-Minus <launch@example.com>", v)
	}
	return *a, nil
}

// checkMail returns what is wrong with the settings of the mail server taken together.
func checkMail(s mail.Server) error {
	switch {
	case !s.Configured():
		return nil
	case s.From.Address == "":
		return errors.New("--smtp-from (TMINUS_SMTP_FROM) is required with --smtp-addr (TMINUS_SMTP_ADDR)")
	case s.User != "" && s.Security == mail.Unencrypted:
		return errors.New("--smtp-security (TMINUS_SMTP_SECURITY): none would send the password of " +
			"--smtp-user (TMINUS_SMTP_USER) readable by others")
	}
	return nil
}

// Usage writes the help about the settings.
func Usage(w io.Writer) error {
	var b strings.Builder
	b.WriteString("Settings, by flag or by variable (a flag wins):\n")
	for _, s := range settings {
		flag := "--" + s.name
		if s.arg != "" {
			flag += " " + s.arg
		}
		fmt.Fprintf(&b, "\n  %s\n  %s\n      %s\n", flag, s.env(), s.help)
		if s.fallback != "" {
			fmt.Fprintf(&b, "      default: %s\n", s.fallback)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func notBlank(v string) error {
	if strings.TrimSpace(v) == "" {
		return errors.New("is empty")
	}
	return nil
}

func oneOf(v string, allowed ...string) (string, error) {
	for _, a := range allowed {
		if strings.EqualFold(v, a) {
			return a, nil
		}
	}
	return "", fmt.Errorf("%q is not one of %s", v, strings.Join(allowed, ", "))
}

func parseBool(v string) (bool, error) {
	switch strings.ToLower(v) {
	case "1", "true", "yes", "on":
		return true, nil
	case "0", "false", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", v)
}

func parseAddr(v string) (string, error) {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return "", fmt.Errorf("%q is not HOST:PORT, such as 127.0.0.1:8080", v)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", fmt.Errorf("%q is not a port from 0 to 65535", port)
	}
	return v, nil
}

func isPostgres(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://")
}

// parseDB never includes a URL in an error, because it may contain a password.
func parseDB(v string) (string, error) {
	if isPostgres(v) {
		u, err := url.Parse(v)
		switch {
		case err != nil:
			return "", errors.New("is not a URL that can be read; are special characters of the password percent-encoded?")
		case strings.Trim(u.Path, "/") == "":
			return "", errors.New("names no database; postgres://user:password@host/name does")
		}
		return v, nil
	}
	switch {
	case notBlank(v) != nil:
		return "", notBlank(v)
	case strings.Contains(v, "://"):
		scheme, _, _ := strings.Cut(v, "://")
		return "", fmt.Errorf("%s:// is not known; give the path of a SQLite file, or postgres://…", scheme)
	case strings.HasPrefix(v, "file:"), strings.Contains(v, ":memory:"), strings.ContainsAny(v, "?\x00"):
		return "", errors.New("is not a plain path; SQLite's own parameters are set by the product, and it always keeps a file")
	}
	return v, nil
}

func parseBaseURL(v string) (string, error) {
	if v == "" {
		return "", nil // derived from the address, after that is validated
	}
	u, err := url.Parse(v)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "":
		return "", errors.New("is not an address such as https://launch.example.com")
	case u.User != nil:
		return "", errors.New("holds a user name; give the address alone")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("has something after the host; the product lives at the root of its own host name")
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

func parseDuration(v string, least, most time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil {
		return 0, fmt.Errorf("%q is not a duration such as 90s, 15m or 12h", v)
	}
	if d < least || d > most {
		return 0, fmt.Errorf("%s is not between %s and %s", v, least, most)
	}
	return d, nil
}

// parsePrefixes parses networks and single addresses, separated by commas or spaces.
func parsePrefixes(v string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, word := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
		if a, err := netip.ParseAddr(word); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(word)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", word)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func parseLevel(v string) (slog.Level, error) {
	word, err := oneOf(v, "debug", "info", "warn", "error")
	if err != nil {
		return 0, err
	}
	var l slog.Level
	return l, l.UnmarshalText([]byte(word))
}

// parseSize parses bytes with KB, MB (or KiB, MiB) as powers of 1024.
func parseSize(v string, least, most int64) (int64, error) {
	word := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(v), " ", ""))
	factor := int64(1)
	for _, unit := range []struct {
		suffix string
		factor int64
	}{{"KIB", 1 << 10}, {"MIB", 1 << 20}, {"KB", 1 << 10}, {"MB", 1 << 20}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(word, unit.suffix); ok {
			word, factor = rest, unit.factor
			break
		}
	}
	n, err := strconv.ParseInt(word, 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a size such as 512KB or 2MB", v)
	}
	if n *= factor; n < least || n > most {
		return 0, fmt.Errorf("%s is not between %dKB and %dMB", v, least>>10, most>>20)
	}
	return n, nil
}
