package deliverable

import (
	"strings"
	"testing"

	"tminus/models/audit"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

func TestMentionsBecomeLinksButNotInCode(t *testing.T) {
	vm := PageVM{People: []people.User{{ID: 7, Name: "Ana [x](javascript:y)", Email: "ana@x.example"}}}
	for text, want := range map[string]string{
		"hi @ana":            `hi [@Ana \[x\](javascript:y)](/people/7)`,
		"`@ana` and @ana":    "`@ana` and [@Ana \\[x\\](javascript:y)](/people/7)",
		"```\n@ana\n```":     "```\n@ana\n```",
		"    @ana":           "    @ana",
		"mail@ana is no one": "mail@ana is no one",
	} {
		if got := vm.named(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestTheStatusControlOffersEveryStatusAndEscapes(t *testing.T) {
	for _, k := range template.Kinds {
		for _, st := range launch.Statuses(k) {
			it := launch.Item{ID: 3, Kind: k, Status: st, Title: `<b>"x"</b>`}
			html := string(AppendStatus(nil, StatusVM{Slug: "s", Item: it, Back: `/a?"><script>`, Target: "row", CanEdit: true}))
			for _, to := range launch.Statuses(k) {
				if !strings.Contains(html, `value="`+string(to)+`"`) {
					t.Errorf("%s as %s does not offer %s", k, st, to)
				}
			}
			if strings.Contains(html, "<b>") || strings.Contains(html, "<script>") {
				t.Errorf("not escaped: %s", html)
			}
			if next := st.Next(k); next != st && !strings.Contains(html, `<div class="menu-items"><button name="status" value="`+string(next)+`"`) {
				t.Errorf("%s as %s: the next status is not first", k, st)
			}
		}
	}
	if html := string(AppendStatus(nil, StatusVM{Item: launch.Item{Kind: template.KindFAQ, Status: launch.Draft}})); strings.Contains(
		html, "form") {
		t.Errorf("who may not change it is offered %s", html)
	}
}

func TestEveryActionReadsAsWords(t *testing.T) {
	for action, want := range map[string]string{"deliverable.status": "changed the status of", "deliverable.split in two": "split in two",
		"odd": "odd"} {
		if got := Verb(audit.Entry{Action: action}); got != want {
			t.Errorf("%s reads %q", action, got)
		}
	}
}
