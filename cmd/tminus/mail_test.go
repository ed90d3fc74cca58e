package main

import (
	"bytes"
	"strings"
	"testing"

	"tminus/internal/config"
	"tminus/internal/mail/mailtest"
)

func TestMailTestSendsOrSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{})
	for _, tt := range []struct {
		cfg  config.Config
		args []string
		want string
	}{
		{config.Config{Mail: s.Server}, []string{"test"}, "usage: tminus mail test ADDRESS"},
		{config.Config{Mail: s.Server}, []string{"test", "nobody"}, "nobody is not an e-mail address"},
		{config.Config{}, []string{"test", "ada@example.com"}, "TMINUS_SMTP_ADDR"},
		{config.Config{Mail: s.Server, BaseURL: "https://launch.example.com"}, []string{"test", "ada@example.com"}, ""},
	} {
		var out bytes.Buffer
		err := mailTest(t.Context(), invocation{cfg: tt.cfg, args: tt.args, out: &out})
		if tt.want == "" && (err != nil || !strings.HasPrefix(out.String(), "Sent to ada@example.com")) ||
			tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%v: %v, %s", tt.args, err, &out)
		}
	}
	if got := s.Mails(); len(got) != 1 || !got[0].Encrypted || !strings.Contains(got[0].Raw, "https://launch.example.com") {
		t.Errorf("%+v", got)
	}
}
