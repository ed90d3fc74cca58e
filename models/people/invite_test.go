package people_test

import (
	"strings"
	"testing"

	"tminus/models/fault"
	"tminus/models/people"
)

func TestInvitedAreReadFromListsAndTables(t *testing.T) {
	t.Parallel()
	teams := []people.Team{{ID: 7, Key: "support", Name: "Support"}}
	usual := people.Input{Role: people.Member, Zone: "Europe/Berlin"}
	for text, want := range map[string]string{
		"ada@example.com": "Ada <ada@example.com> member",
		"ada.lovelace@example.com, BOB@example.com;c@example.com": "Ada Lovelace <ada.lovelace@example.com> member|" +
			"BOB <bob@example.com> member|C <c@example.com> member",
		"Ada Lovelace <ada@example.com>; \"Bob, Jr\" <bob@example.com>": "Ada Lovelace <ada@example.com> member|Bob, Jr <bob@example.com> member",
		"Ada Lovelace, ada@example.com\r\n\r\nbob@example.com\tBob B":   "Ada Lovelace <ada@example.com> member|Bob B <bob@example.com> member",
		"ada@example.com\nADA@example.com":                              "Ada <ada@example.com> member",
		"name,email,role,team\nAda,ada@example.com,Viewer,support":      "Ada <ada@example.com> viewer 7",
		"E-mail\tName\tTitle\nada@example.com\tAda L\tCTO":              "Ada L <ada@example.com> member CTO",
		"| Name | Mail |\n|---|---|\n| Ada | ada@example.com |":         "Ada <ada@example.com> member",
		"email\nada.b@example.com":                                      "Ada B <ada.b@example.com> member",
	} {
		got, err := people.ParseInvited(text, usual, teams)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var all []string
		for _, in := range got {
			s := in.Name + " <" + in.Email + "> " + string(in.Role)
			if in.Title != "" {
				s += " " + in.Title
			}
			if in.TeamID != nil {
				s += " 7"
			}
			all = append(all, s)
		}
		if s := strings.Join(all, "|"); s != want {
			t.Errorf("%q: %s", text, s)
		}
	}
	for _, text := range []string{"", "  \n", "nobody", "ada@example.com\nBob", "a@b@c", "name,email\nAda,",
		"name,email,team\nAda,a@b.example,Nowhere",
		"email,role\na@b.example,king", strings.Repeat("x", 300) + "@example.com"} {
		_, err := people.ParseInvited(text, usual, teams)
		if f := fault.FieldsOf(err); len(f) != 1 || f[0].Name != "people" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
