package web

import "testing"

func TestOriginFormat(t *testing.T) {
	for address, want := range map[string]string{
		"https://T.example/app":     "https://t.example",
		"https://t.example:443":     "https://t.example",
		"http://t.example:80/":      "http://t.example",
		"http://t.example:443":      "http://t.example:443",
		"http://tminus.test:18107":  "http://tminus.test:18107",
		"http://[2001:DB8::1]:8080": "http://[2001:db8::1]:8080",
		"https://[2001:db8::1]":     "https://[2001:db8::1]",
		"t.example":                 "",
		"":                          "",
	} {
		if got := originOf(address); got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
}
