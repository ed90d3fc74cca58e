package deliverable

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"tminus/models/audit"
)

// TestEachAuditedActionHasWords looks for the actions that the stores write to
// the audit log: each must read as a sentence in the history of a launch.
func TestEachAuditedActionHasWords(t *testing.T) {
	t.Parallel()
	written := regexp.MustCompile(`"((?:question|meeting|override)\.[a-z ]+|(?:check|checklist)\.(?:added|updated|moved|put back))"`)
	tried := 0
	models := os.DirFS("../../models")
	files, err := fs.Glob(models, "*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		source, err := fs.ReadFile(models, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range written.FindAllStringSubmatch(string(source), -1) {
			if m[1] == "meeting.at" || strings.HasSuffix(name, "_test.go") {
				continue
			}
			if tried++; verbs[m[1]] == "" {
				t.Errorf("%s: %q has no words", name, m[1])
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d actions were found", tried)
	}
	for action, want := range map[string]string{"criterion.not met": "said is not met:",
		"criterion.waiver taken back": "took back the waiver of", "criterion.unsigned": "took back the sign-off of",
		"check.na": "said does not apply:", "newer.thing": "thing"} {
		if got := Verb(audit.Entry{Action: action}); got != want {
			t.Errorf("%s reads %q", action, got)
		}
	}
}
