package ui_test

import (
	"strings"
	"testing"
	"time"

	"tminus/models/people"
	"tminus/views/ui"
)

func TestOptionsHoldThosePeopleWhoCanBeNamedOrAre(t *testing.T) {
	t.Parallel()
	gus := people.User{ID: 3, Name: "Gus", Role: people.Member}
	gus.DeactivatedAt.Time = time.Unix(1, 0)
	us := []people.User{{ID: 1, Name: "Ana", Role: people.Member}, {ID: 2, Name: "Vera", Role: people.Viewer}, gus}
	labels := func(os []ui.Option) string {
		var all []string
		for _, o := range os {
			all = append(all, o.Value+" "+o.Label)
		}
		return strings.Join(all, ", ")
	}
	for want, got := range map[string][]ui.Option{
		" Nobody, 1 Ana": ui.OwnerOptions(us, "Nobody"),
		"1 Ana, 2 Vera":  ui.PersonOptions(us, ""),
		" Nobody, 1 Ana, 2 Vera, 3 Gus (has left)": ui.OwnerOptions(us, "Nobody", "2", "3"),
		"1 Ana, 2 Vera, 3 Gus (has left)":          ui.PersonOptions(us, "", "3", ""),
	} {
		if labels(got) != want {
			t.Errorf("the options are %q, want %q", labels(got), want)
		}
	}
}
