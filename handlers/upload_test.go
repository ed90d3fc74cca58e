package handlers_test

import (
	"strings"
	"testing"
)

func TestUploadRejectsBinary(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	for name, data := range map[string]string{"NUL": "key: a\x00b\n", "broken UTF-8": "key: \xff\xfe\n",
		"NUL within": hostileTemplate(t) + "# \x00\n", "broken within": hostileTemplate(t) + "# \xff\n",
		"a bomb": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d " +
			"[*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n" +
			"f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n",
		"deep": strings.Repeat("[", 100_000), "a picture": "\x89PNG\r\n\x1a\n\x00\x00"} {
		for _, to := range []string{"/templates", "/launches/real-time-notifications/import"} {
			if p := upload(ana, to, "a.yaml", []byte(data), nil); p.StatusCode >= 500 ||
				p.StatusCode < 400 && to == "/templates" && name != "NUL within" {
				t.Errorf("%s at %s: %s", name, to, p.Status)
			}
		}
	}
	if p := ana.Get("/templates/hostile/file").Want(t, 200); strings.Contains(p.Content, "\x00") {
		t.Error("NUL is kept")
	}
}
