package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tminus/internal/mail"
)

func TestDefaults(t *testing.T) {
	c, rest, err := Load(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Addr: "127.0.0.1:8080", DB: "./data/tminus.db", BaseURL: "http://127.0.0.1:8080",
		SecretFile: "./data/secret", SQLiteSynchronous: "full",
		SessionIdle: 12 * time.Hour, SessionAbsolute: 720 * time.Hour,
		LogFormat: "text", LogLevel: slog.LevelInfo,
		ShutdownTimeout: 15 * time.Second, BodyLimit: 2 << 20, baseURLDerived: true,
		Mail: mail.Server{Security: mail.StartTLS},
	}
	if diff := cmp.Diff(want, c, cmp.AllowUnexported(Config{}), cmpopts.IgnoreFields(mail.Server{}, "Roots")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(rest) != 0 {
		t.Errorf("rest = %q", rest)
	}
}

func TestFlagsOverrideVariablesAndDefaults(t *testing.T) {
	environ := []string{"TMINUS_ADDR=:1", "TMINUS_LOG_FORMAT=json", "TMINUS_LOG_LEVEL=", "HOME=/x", "odd"}
	c, _, err := Load([]string{"--addr", "127.0.0.1:2", "-demo"}, environ)
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:2" {
		t.Errorf("the flag did not win: %s", c.Addr)
	}
	if c.LogFormat != "json" {
		t.Errorf("the variable did not win: %s", c.LogFormat)
	}
	if c.LogLevel != slog.LevelInfo {
		t.Errorf("an empty variable counted as set: %s", c.LogLevel)
	}
	if !c.Demo {
		t.Error("a flag with one hyphen was not taken")
	}
}

func TestFlagsBeforeOrAfterSubcommand(t *testing.T) {
	for _, tt := range []struct {
		args, rest []string
	}{
		{[]string{"--db", "x.db", "backup", "out.db"}, []string{"backup", "out.db"}},
		{[]string{"backup", "out.db", "--db=x.db"}, []string{"backup", "out.db"}},
		{
			[]string{"user", "add", "--email", "a@b.example", "--db", "x.db", "--admin"},
			[]string{"user", "add", "--email", "a@b.example", "--admin"},
		},
		{[]string{"--db=x.db", "backup", "--", "--db"}, []string{"backup", "--db"}},
		{[]string{"--db=y.db", "--db=x.db", "serve", "-"}, []string{"serve", "-"}},
	} {
		c, rest, err := Load(tt.args, nil)
		if err != nil {
			t.Errorf("%q: %v", tt.args, err)
			continue
		}
		if c.DB != "x.db" {
			t.Errorf("%q: db = %q", tt.args, c.DB)
		}
		if diff := cmp.Diff(tt.rest, rest); diff != "" {
			t.Errorf("%q: rest (-want +got)\n%s", tt.args, diff)
		}
	}
}

func TestHelpFlagAnywhere(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"-h"}, {"backup", "--help"}, {"--nonsense", "-help"}} {
		if _, _, err := Load(args, nil); !errors.Is(err, ErrHelp) {
			t.Errorf("%q: %v", args, err)
		}
	}
	var b strings.Builder
	if err := Usage(&b); err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		for _, want := range []string{"--" + s.name, s.env(), s.help, s.fallback} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("--help does not say %q", want)
			}
		}
	}
}

func TestLoadReportsAllProblems(t *testing.T) {
	_, _, err := Load(
		[]string{"--addr", "nowhere", "--nonsense", "--body-limit", "1B", "--db"},
		[]string{"TMINUS_LOG_LEVEL=loud"})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		"--addr (TMINUS_ADDR), from --addr", "--nonsense is not a setting", "--body-limit (TMINUS_BODY_LIMIT)",
		"--db (TMINUS_DB) needs a value", "--log-level (TMINUS_LOG_LEVEL), from TMINUS_LOG_LEVEL",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
}

func TestSettingValidation(t *testing.T) {
	for _, tt := range []struct {
		name, value string
		ok          bool
	}{
		{"addr", ":0", true},
		{"addr", "[::1]:8080", true},
		{"addr", "127.0.0.1", false},
		{"addr", "127.0.0.1:http", false},
		{"addr", "127.0.0.1:65536", false},
		{"db", "/var/lib/tminus/x.db", true},
		{"db", "postgres://u:p@h/n", true},
		{"db", "postgresql:///n?host=/run/pg", true},
		{"db", "postgres://u:p@h/", false},
		{"db", "mysql://u:p@h/n", false},
		{"db", ":memory:", false},
		{"db", "file:x.db", false},
		{"db", "x.db?_fk=0", false},
		{"db", "  ", false},
		{"base-url", "https://launch.example.com/", true},
		{"base-url", "launch.example.com", false},
		{"base-url", "ftp://launch.example.com", false},
		{"base-url", "https://me@launch.example.com", false},
		{"base-url", "https://launch.example.com/t", false},
		{"base-url", "https://launch.example.com?x=1", false},
		{"secret-file", " ", false},
		{"demo", "maybe", false},
		{"demo", "off", true},
		{"sqlite-synchronous", "NORMAL", true},
		{"sqlite-synchronous", "off", false},
		{"session-idle", "59s", false},
		{"session-idle", "1000h", false}, // longer than the absolute limit
		{"session-absolute", "forever", false},
		{"trusted-proxies", "10.0.0.0/8, ::1", true},
		{"trusted-proxies", "10.0.0.0/33", false},
		{"trusted-proxies", "proxy.example.com", false},
		{"log-format", "xml", false},
		{"log-level", "warn+2", false},
		{"shutdown-timeout", "0s", true},
		{"shutdown-timeout", "-1s", false},
		{"body-limit", "512 KiB", true},
		{"body-limit", "many", false},
		{"body-limit", "-1MB", false},
		{"body-limit", "2GB", false},
		{"body-limit", "2000MB", false},
	} {
		_, _, err := Load([]string{"--" + tt.name + "=" + tt.value}, nil)
		if (err == nil) != tt.ok {
			t.Errorf("--%s=%q: %v", tt.name, tt.value, err)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	c, _, err := Load([]string{"--trusted-proxies", "10.1.2.3/8 ::1,192.0.2.1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("192.0.2.1/32"),
	}
	if fmt.Sprint(c.TrustedProxies) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", c.TrustedProxies, want)
	}
}

func TestBaseURL(t *testing.T) {
	for _, tt := range []struct {
		args      []string
		listening string
		want      string
	}{
		{[]string{"--addr=127.0.0.1:8080"}, "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{[]string{"--addr=:8080"}, "[::]:8080", "http://localhost:8080"},
		{[]string{"--addr=0.0.0.0:80"}, "0.0.0.0:80", "http://localhost"},
		{[]string{"--addr=[::1]:80"}, "[::1]:80", "http://[::1]"},
		{[]string{"--addr=127.0.0.1:0"}, "127.0.0.1:4711", "http://127.0.0.1:4711"},
		{[]string{"--addr=:0", "--base-url=https://L.example.com/"}, "[::]:4711", "https://l.example.com"},
	} {
		c, _, err := Load(tt.args, nil)
		if err != nil {
			t.Fatal(err)
		}
		addr, err := net.ResolveTCPAddr("tcp", tt.listening)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.BaseURLAt(addr); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.args, got, tt.want)
		}
	}
}

func TestRedactDBHidesPasswords(t *testing.T) {
	for _, db := range []string{
		"postgres://ann:hunter2@db.example.com/tminus",
		"postgres://db.example.com/tminus?user=ann&password=hunter2",
	} {
		printed := RedactDB(db)
		if strings.Contains(printed, "hunter2") || !strings.Contains(printed, "db.example.com") {
			t.Errorf("RedactDB(%q) = %s", db, printed)
		}
	}
	for _, db := range []string{"postgres://ann:hunter2%@h/x", "postgres://ann:hunter2@h:port/x", "mysql://ann:hunter2@h/x"} {
		_, _, err := Load([]string{"--db", db}, nil)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", db, err)
		}
		if strings.Contains(RedactDB(db), "hunter2") {
			t.Errorf("RedactDB(%q) = %s", db, RedactDB(db))
		}
	}
}

func TestDocumentationListsEachSetting(t *testing.T) {
	page, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		row := fmt.Sprintf("| `--%s` | `%s` |", s.name, s.env())
		if s.fallback != "" {
			row += fmt.Sprintf(" `%s` |", s.fallback)
		}
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/operating.md has no row that begins %q", row)
		}
	}
}

func TestMailServerNeedsASenderAndProtectsThePassword(t *testing.T) {
	for _, tt := range []struct {
		environ []string
		problem string
	}{
		{nil, ""},
		{[]string{"TMINUS_SMTP_ADDR=smtp.example.com:587", "TMINUS_SMTP_FROM=T-Minus <launch@example.com>"}, ""},
		{[]string{"TMINUS_SMTP_ADDR=smtp.example.com:587"}, "--smtp-from"},
		{[]string{"TMINUS_SMTP_ADDR=smtp.example.com"}, "--smtp-addr"},
		{[]string{"TMINUS_SMTP_ADDR=smtp.example.com:587", "TMINUS_SMTP_FROM=launch"}, "--smtp-from"},
		{[]string{"TMINUS_SMTP_ADDR=localhost:25", "TMINUS_SMTP_FROM=a@b.example", "TMINUS_SMTP_SECURITY=none"}, ""},
		{[]string{"TMINUS_SMTP_ADDR=localhost:25", "TMINUS_SMTP_FROM=a@b.example", "TMINUS_SMTP_SECURITY=none", "TMINUS_SMTP_USER=x"},
			"--smtp-security"},
		{[]string{"TMINUS_SMTP_SECURITY=ssl"}, "--smtp-security"},
		{[]string{"TMINUS_OUTBOUND_ALLOW=10.0.0.0/33"}, "--outbound-allow"},
	} {
		c, _, err := Load(nil, tt.environ)
		if (err == nil) != (tt.problem == "") || err != nil && !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%q: %v", tt.environ, err)
		}
		if err == nil && c.Mail.Configured() != (len(tt.environ) > 0) {
			t.Errorf("%q: %+v", tt.environ, c.Mail)
		}
	}
}
