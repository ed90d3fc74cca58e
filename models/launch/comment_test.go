package launch

import (
	"slices"
	"testing"

	"tminus/models/fault"
	"tminus/models/people"
)

func TestMentions(t *testing.T) {
	all := []people.User{
		{ID: 1, Name: "Ana Kern", Email: "ana@x.example"}, {ID: 2, Name: "Ana Ortiz", Email: "ortiz@x.example"},
		{ID: 3, Name: "Éva Nagy", Email: "e.nagy@x.example"}, {ID: 4, Name: "Jo", Email: "jo@x.example"},
		{ID: 5, Name: "Jo Lee", Email: "lee@x.example"},
	}
	for text, want := range map[string][]int64{
		"@Ana Kern please":      {1},
		"@ana kern, @ortiz":     {1, 2},
		"@ana: look":            {1}, // the first part of an email address takes precedence over a first name that two people have
		"mail to bob@ana.se":    nil,
		"@éva is back":          {3},
		"ask @e.nagy.":          {3},
		"@Jo Lee and @Jo":       {5, 4},
		"@nobody @":             nil,
		"@Anabel":               nil,
		"@lee-ann is not @lee.": {5},
	} {
		var got []int64
		for _, m := range Mentions(text, all) {
			got = append(got, m.User.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q mentions %v, want %v", text, got, want)
		}
	}
	twins := []people.User{{ID: 1, Name: "Max Lee", Email: "a@x.example"}, {ID: 2, Name: "Max Lee", Email: "b@x.example"}}
	if got := Mentions("@Max Lee", twins); len(got) != 0 {
		t.Errorf("one of two is chosen: %v", got)
	}
}

func TestCommentCanBeChangedByItsAuthorOnly(t *testing.T) {
	b := newFixture(t)
	d := b.addDeliverable("Aa")
	slug := b.launch.Slug
	if err := b.store.AddComment(b.as(b.member), slug, d.ID, "Hello @Lea Lead", "k"); err != nil {
		t.Fatal(err)
	}
	if err := b.store.AddComment(b.as(b.member), slug, d.ID, "Hello @Lea Lead", "k"); err != nil {
		t.Fatal(err)
	}
	cs, err := b.store.Comments(b.as(b.viewer), d.ID)
	if err != nil || len(cs) != 1 || cs[0].AuthorName != b.member.Name {
		t.Fatalf("%+v, %v", cs, err)
	}
	mentions := func() (ids []int64) {
		b.db.Read(t.Context()).Raw("SELECT user_id FROM mentions WHERE comment_id = ?", cs[0].ID).Scan(&ids)
		return ids
	}
	if !slices.Equal(mentions(), []int64{b.lead.ID}) {
		t.Errorf("mentions %v", mentions())
	}
	if err := b.store.EditComment(b.as(b.admin), slug, d.ID, cs[0].ID, "No", 1); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("another's comment: %v", err)
	}
	if err := b.store.EditComment(b.as(b.member), slug, d.ID, cs[0].ID, "Hello @ada", 1); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(mentions(), []int64{b.admin.ID}) {
		t.Errorf("mentions after the edit %v", mentions())
	}
	if _, err := b.store.DeleteComment(b.as(b.lead), slug, d.ID, cs[0].ID, 2, false); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("the lead is neither author nor administrator: %v", err)
	}
	if _, err := b.store.DeleteComment(b.as(b.admin), slug, d.ID, cs[0].ID, 2, false); err != nil {
		t.Fatal(err)
	}
	if len(mentions()) != 0 {
		t.Error("a deleted comment still mentions somebody")
	}
	if _, err := b.store.DeleteComment(b.as(b.admin), slug, d.ID, cs[0].ID, 3, true); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(mentions(), []int64{b.admin.ID}) {
		t.Errorf("mentions after restoring %v", mentions())
	}
	if err := b.store.AddComment(b.as(b.viewer), slug, d.ID, "x", ""); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a viewer: %v", err)
	}
}
