package words

import "testing"

func TestOneLineJoinsWhatWhiteSpaceSeparates(t *testing.T) {
	if got := OneLine("  a \n b\tc  "); got != "a b c" {
		t.Errorf("got %q", got)
	}
}

func TestPluralAgreesWithItsNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0 items", 1: "1 item", 2: "2 items"} {
		if got := Plural(n, "item", "items"); got != want {
			t.Errorf("Plural(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTruncateCountsCharacters(t *testing.T) {
	for s, want := range map[string]string{"Grüße": "Grüße", "Grüße an": "Grüß…", "Gru an": "Gru…", "": ""} {
		if got := Truncate(s, 5); got != want {
			t.Errorf("Truncate(%q) = %q, want %q", s, got, want)
		}
	}
}
