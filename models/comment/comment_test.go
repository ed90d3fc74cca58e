package comment

import (
	"slices"
	"testing"

	"tminus/models/fault"
	"tminus/models/launch/launchtest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
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
	b := launchtest.New(t)
	store := NewStore(b.DB)
	d := b.Plan(b.Launch).Items[0]
	slug := b.Launch.Slug
	if err := store.Add(peopletest.As(b.Member), slug, d.ID, "Hello @Lea Lead", "k"); err != nil {
		t.Fatal(err)
	}
	if err := store.Add(peopletest.As(b.Member), slug, d.ID, "Hello @Lea Lead", "k"); err != nil {
		t.Fatal(err)
	}
	cs, err := store.List(peopletest.As(b.Viewer), d.ID)
	if err != nil || len(cs) != 1 || cs[0].AuthorName != b.Member.Name {
		t.Fatalf("%+v, %v", cs, err)
	}
	mentions := func() (ids []int64) {
		b.DB.Read(t.Context()).Raw("SELECT user_id FROM mentions WHERE comment_id = ?", cs[0].ID).Scan(&ids)
		return ids
	}
	if !slices.Equal(mentions(), []int64{b.Lead.ID}) {
		t.Errorf("mentions %v", mentions())
	}
	if err := store.Edit(peopletest.As(b.Admin), slug, d.ID, cs[0].ID, "No", 1); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("another's comment: %v", err)
	}
	if err := store.Edit(peopletest.As(b.Member), slug, d.ID, cs[0].ID, "Hello @ada", 1); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(mentions(), []int64{b.Admin.ID}) {
		t.Errorf("mentions after the edit %v", mentions())
	}
	if _, err := store.Delete(peopletest.As(b.Lead), slug, d.ID, cs[0].ID, 2, false); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("the lead is neither author nor administrator: %v", err)
	}
	if _, err := store.Delete(peopletest.As(b.Admin), slug, d.ID, cs[0].ID, 2, false); err != nil {
		t.Fatal(err)
	}
	if len(mentions()) != 0 {
		t.Error("a deleted comment still mentions somebody")
	}
	if _, err := store.Delete(peopletest.As(b.Admin), slug, d.ID, cs[0].ID, 3, true); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(mentions(), []int64{b.Admin.ID}) {
		t.Errorf("mentions after restoring %v", mentions())
	}
	if err := store.Add(peopletest.As(b.Viewer), slug, d.ID, "x", ""); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a viewer: %v", err)
	}
}
