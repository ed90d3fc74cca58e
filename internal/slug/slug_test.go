package slug_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/slug"
)

func TestMake(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Real-time notifications":      "real-time-notifications",
		"  Pay v2.1 — go!  ":           "pay-v2-1-go",
		"Größere Übersicht":            "groessere-uebersicht",
		"GRO\u0308SSE":                 "groesse",
		"Café Ångström Łódź":           "cafe-angstroem-lodz",
		"Запуск оплаты":                "zapusk-oplaty",
		"Щедрый ВЬЮ":                   "shchedryi-vyu",
		"R&D: C++":                     "r-and-d-c-plus-plus",
		"Ana’s launch":                 "anas-launch",
		"ﬁrst ②":                       "first-2",
		"通知":                           "launch",
		"":                             "launch",
		"---":                          "launch",
		"a/../b?c=d#e":                 "a-b-c-d-e",
		"İstanbul":                     "istanbul",
		strings.Repeat("word ", 40):    strings.TrimSuffix(strings.Repeat("word-", 12), "-"),
		strings.Repeat("x", 500):       strings.Repeat("x", 60),
		"\xff\xfe bad \x00 bytes \n 1": "bad-bytes-1",
	} {
		if got := slug.Make(in); got != want {
			t.Errorf("Make(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMakeProperties(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "in")
		got := slug.Make(in)
		if !form.MatchString(got) || len(got) > slug.MaxLen {
			t.Fatalf("Make(%q) = %q", in, got)
		}
		if again := slug.Make(got); again != got {
			t.Fatalf("a slug of the slug %q is %q", got, again)
		}
	})
}

func TestUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	taken := func(s string) bool { return seen[s] }
	for _, want := range []string{"pay", "pay-2", "pay-3"} {
		got := slug.Unique("pay", taken)
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		seen[got] = true
	}
	long := strings.Repeat("x", slug.MaxLen)
	if got := slug.Unique(long, func(s string) bool { return s == long }); len(got) != slug.MaxLen || !strings.HasSuffix(got, "-2") {
		t.Errorf("a long base became %q", got)
	}
	if got := slug.Unique("", taken); got != slug.Fallback {
		t.Errorf("an empty base became %q", got)
	}
	if got := slug.Unique("pay", func(string) bool { return true }); got != "" {
		t.Errorf("with all names taken it returned %q", got)
	}
}
