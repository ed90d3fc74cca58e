package portfolio

import (
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/comment"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/template"
)

func (b *fixture) input(title string) launch.DeliverableInput {
	return launch.DeliverableInput{Title: title, LaneID: b.Plan(b.Launch).Lanes[0].ID, Kind: template.KindQA, OwnerID: &b.Member.ID,
		Schedule: launch.Schedule{Anchor: template.Follows, StartsOn: civil.New(2026, 12, 1), DueOn: civil.New(2026, 12, 3)}}
}

func TestSearchFindsDescriptionsAndComments(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug, comments := b.as(b.Member), b.Launch.Slug, comment.NewStore(b.DB)
	add := func(title, description string) launch.Deliverable {
		in := b.input(title)
		in.Description = description
		d, err := b.Launches.AddDeliverable(ctx, slug, in, "")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	long := strings.Repeat("There is much to say before it. ", 20)
	described := add("Aaa", long+"The größte Zucchini wins.\nAnd more.")
	commented := add("Bbb", "")
	titled := add("Zucchini soup", "zucchini")
	if err := comments.Add(ctx, slug, commented.ID, "Is the ZUCCHINI ripe, and grosste?", ""); err != nil {
		t.Fatal(err)
	}
	find := func(q string, n int) Found {
		t.Helper()
		f, err := b.store.Search(b.as(b.Viewer), q, Limit{Items: n})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := find("zucchini", 10)
	if len(f.Items) != 3 || f.Items[0].ID != titled.ID || len(f.Within) != 2 {
		t.Fatalf("found %+v within %+v", f.Items, f.Within)
	}
	if p := f.Within[described.ID]; p.By != "" || !strings.Contains(p.Text, "größte Zucchini wins. And more.") ||
		!strings.HasPrefix(p.Text, "… ") || len(p.Text) > 300 {
		t.Errorf("the description is quoted as %+v", p)
	}
	if p := f.Within[commented.ID]; p.By != b.Member.Name || p.Text != "Is the ZUCCHINI ripe, and grosste?" {
		t.Errorf("the comment is quoted as %+v", p)
	}
	if f := find("zucchini grosste", 10); len(f.Items) != 2 {
		t.Errorf("all words in one text: %d", len(f.Items))
	}
	if f := find("zucchini", 1); len(f.Items) != 1 || f.Items[0].ID != titled.ID || !f.MoreItems || len(f.Within) != 0 {
		t.Errorf("with room for one: %+v", f)
	}
	if f := find("%", 10); len(f.Items) != 0 {
		t.Errorf("a wildcard finds %d", len(f.Items))
	}

	// Changed, deleted and removed texts are no longer found.
	in := b.input("Aaa")
	in.Description = "Courgette"
	if err := b.Launches.UpdateDeliverable(ctx, slug, described.ID, in, 1); err != nil {
		t.Fatal(err)
	}
	cs, err := comments.List(ctx, commented.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := comments.Edit(ctx, slug, commented.ID, cs[0].ID, "Is the courgette ripe?", 1); err != nil {
		t.Fatal(err)
	}
	if f := find("zucchini", 10); len(f.Items) != 1 {
		t.Errorf("after the edits %d are found", len(f.Items))
	}
	if f := find("courgette", 10); len(f.Items) != 2 {
		t.Errorf("by the new word %d are found", len(f.Items))
	}
	if _, err := comments.Delete(ctx, slug, commented.ID, cs[0].ID, 2, false); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Launches.RemoveDeliverable(ctx, slug, described.ID, 2); err != nil {
		t.Fatal(err)
	}
	if f := find("courgette", 10); len(f.Items) != 0 {
		t.Errorf("what is gone is found: %+v", f.Within)
	}
	if _, err := b.store.Search(t.Context(), "courgette", Limit{Items: 1}); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("nobody searches: %v", err)
	}
}
