package launch

import (
	"strings"
	"testing"

	"tminus/models/fault"
)

func TestSearchFindsWhatIsSaidWithinDeliverables(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	add := func(title, description string) Deliverable {
		in := b.input(title)
		in.Description = description
		d, err := b.store.AddDeliverable(ctx, slug, in, "")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	long := strings.Repeat("There is much to say before it. ", 20)
	described := add("Aaa", long+"The größte Zucchini wins.\nAnd more.")
	commented := add("Bbb", "")
	titled := add("Zucchini soup", "zucchini")
	if err := b.store.AddComment(ctx, slug, commented.ID, "Is the ZUCCHINI ripe, and grosste?", ""); err != nil {
		t.Fatal(err)
	}
	find := func(q string, n int) Found {
		t.Helper()
		f, err := b.store.Search(b.as(b.viewer), q, Limit{Items: n})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := find("zucchini", 10)
	if len(f.Items) != 3 || f.Items[0].ID != titled.ID || len(f.Within) != 2 {
		t.Fatalf("found %+v within %+v", f.Items, f.Within)
	}
	if p := f.Within[described.ID]; p.By != "" || !strings.Contains(p.Text, "größte Zucchini wins. And more.") || !strings.HasPrefix(p.Text, "… ") || len(p.Text) > 300 {
		t.Errorf("the description is quoted as %+v", p)
	}
	if p := f.Within[commented.ID]; p.By != b.member.Name || p.Text != "Is the ZUCCHINI ripe, and grosste?" {
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

	// What was changed, taken away or removed is found no more.
	in := b.input("Aaa")
	in.Description = "Courgette"
	if err := b.store.UpdateDeliverable(ctx, slug, described.ID, in, 1); err != nil {
		t.Fatal(err)
	}
	cs, err := b.store.Comments(ctx, commented.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.store.EditComment(ctx, slug, commented.ID, cs[0].ID, "Is the courgette ripe?", 1); err != nil {
		t.Fatal(err)
	}
	if f := find("zucchini", 10); len(f.Items) != 1 {
		t.Errorf("after the edits %d are found", len(f.Items))
	}
	if f := find("courgette", 10); len(f.Items) != 2 {
		t.Errorf("by the new word %d are found", len(f.Items))
	}
	if err := b.store.DeleteComment(ctx, slug, commented.ID, cs[0].ID, 2, false); err != nil {
		t.Fatal(err)
	}
	if err := b.store.RemoveDeliverable(ctx, slug, described.ID, 2); err != nil {
		t.Fatal(err)
	}
	if f := find("courgette", 10); len(f.Items) != 0 {
		t.Errorf("what is gone is found: %+v", f.Within)
	}
	if _, err := b.store.Search(t.Context(), "courgette", Limit{Items: 1}); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("nobody searches: %v", err)
	}
}
