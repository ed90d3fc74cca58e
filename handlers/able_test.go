package handlers_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// A viewer cannot change anything, so no form offers a viewer as the person responsible.
func TestFormsOfferNoViewerAsOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Task()
	viewer := fmt.Sprint(s.Count("SELECT id FROM users WHERE email = 'vera@aurora.example'"))
	places := map[string]string{
		sample + "/deliverables/new":      "[name=owner], [name=reviewer], [name=helpers]",
		d.Path("/edit"):                   "[name=owner], [name=reviewer], [name=helpers]",
		d.Path("/status") + "?to=blocked": "[name=unblocker]",
		d.Path("/owner"):                  "[name=owner]",
		"/launches/new":                   "[name=lead]",
	}
	for path, fields := range places {
		p := v.Get(path).Want(t, http.StatusOK)
		if p.Find(fields).Length() == 0 {
			t.Errorf("%s has no %s", path, fields)
		}
		p.Find(fields).Each(func(_ int, f *goquery.Selection) {
			name, _ := f.Attr("name")
			if value, _ := f.Attr("value"); value == viewer || f.Find("option[value='"+viewer+"']").Length() > 0 {
				t.Errorf("%s offers a viewer for %s", path, name)
			}
		})
	}
	// A person who is assigned already and became a viewer since is still shown.
	w, err := s.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Exec(fmt.Sprintf("UPDATE users SET role = 'viewer' WHERE id = (SELECT owner_id FROM deliverables WHERE id = %d)",
		d.ID)); err != nil {
		t.Fatal(err)
	}
	if v.Get(d.Path("/edit")).Find("[name=owner] option[selected]:not([value=''])").Length() != 1 {
		t.Error("saving would drop the owner unseen")
	}
	// The field refuses a viewer, too.
	form := filled(v.Get(d.Path("/edit")).Find("form.deliverable-form"))
	form.Set("reviewer", viewer)
	if p := v.Post(d.Path(""), form).Want(t, http.StatusUnprocessableEntity); p.Find(".summary a[href='#f-reviewer']").Length() != 1 {
		t.Error("the message does not lead to the reviewer")
	}
}
