package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestShowStopperOfOtherPersonIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := addRisk(s)
	member := s.As("marek")
	before := rows(s, "risks", "risk_scores", "audit_log")
	edit := func(pairs ...string) url.Values {
		form := with(member.Get(path+"/edit").Want(t, http.StatusOK).Filled("main form"), pairs...)
		for name, values := range form {
			if values[0] == "" {
				delete(form, name)
			}
		}
		return form
	}
	marek := s.IDOf("SELECT id FROM users WHERE email = 'marek@aurora.example'")
	for _, c := range []struct {
		name, to, field, words string
		form                   url.Values
	}{
		{"unmarked", path, "show_stopper", "unmark a show-stopper", edit("show_stopper", "", "cause", "Kept words")},
		{"lowered in the form", path, "current_likelihood", "lower the score", edit("current_likelihood", "3", "cause", "Kept words")},
		{"taken over", path, "owner", "change the owner", edit("owner", marek, "cause", "Kept words")},
		{"scored anew", path + "/score", "score-current_likelihood", "lower the score",
			riskForm(s, path, "current_likelihood", "2", "current_impact", "5")},
		{"closed", path + "/close", "close-reason", "close a show-stopper", riskForm(s, path, "reason", "Kept words")},
	} {
		p := member.Post(c.to, c.form).Want(t, http.StatusForbidden)
		if p.Find(".summary a[href='#f-"+c.field+"']").Length() != 1 || p.Find("#f-"+c.field).Length() != 1 ||
			!strings.Contains(p.Find("#f-"+c.field+"-err").Text(), c.words) {
			t.Errorf("%s: the page says %q", c.name, p.Find(".summary").Text())
		}
		if strings.Contains(c.form.Encode(), "Kept") && !strings.Contains(p.Content, "Kept words") {
			t.Errorf("%s: what was typed is lost", c.name)
		}
	}
	if after := rows(s, "risks", "risk_scores", "audit_log"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
	// A change that does not lower the risk is saved, and the undo of a change that raises it is
	// not offered.
	member.Post(path, edit("cause", "It is slow", "current_impact", "5", "current_likelihood", "5")).Want(t, http.StatusSeeOther)
	p := member.Get(path)
	if p.Find("#flash").Length() != 1 || p.Find("#flash form").Length() != 0 || !strings.Contains(p.Find("#risk").Text(), "It is slow") {
		t.Errorf("after a higher score: %q", p.Find("#flash").Text())
	}
	member.Post(path, edit("cause", "It is very slow")).Want(t, http.StatusSeeOther)
	if member.Get(path).Find("#flash form").Length() != 1 {
		t.Error("no undo is offered for other words")
	}
}

func TestShowStopperOfferPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := addRisk(s)
	offered := func(who string) (closing, unmarking, owner bool) {
		v := s.As(who)
		p, form := v.Get(path).Want(t, http.StatusOK), v.Get(path+"/edit").Want(t, http.StatusOK)
		return p.Find("form[action$='/close']").Length() == 1, form.Find("input[type=checkbox][name=show_stopper]").Length() == 1,
			form.Find("select[name=owner]").Length() == 1
	}
	for who, want := range map[string]bool{"petra": true, "ana": true, "marek": false} {
		if closing, unmarking, owner := offered(who); closing != want || unmarking != want || owner != want {
			t.Errorf("%s is offered to close it: %t, to unmark it: %t, to change its owner: %t; want %t", who, closing, unmarking, owner, want)
		}
	}
	p := s.As("marek").Get(path)
	if text := p.Find("#closing").Text(); !strings.Contains(text, "Only Petra") ||
		!strings.Contains(text, "Ana Kern (lead) or an administrator can close this show-stopper.") {
		t.Errorf("the page says %q", text)
	}
}

func TestReadinessShowsActorOfShowStopperChange(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	closed, lowered := addRisk(s, "title", "The supplier fails", "key", "a"), addRisk(s, "title", "The cache is cold", "key", "b")
	petra := s.As("petra")
	petra.Post(closed+"/close", riskForm(s, closed, "reason", "They signed")).Want(t, http.StatusSeeOther)
	petra.Post(lowered+"/score", riskForm(s, lowered, "current_likelihood", "3", "current_impact", "5")).Want(t, http.StatusSeeOther)
	list := s.As("vera").Get(sample+"/readiness").Want(t, http.StatusOK).Find("#eased li")
	line := func(title string) string {
		return list.FilterFunction(func(_ int, li *goquery.Selection) bool { return li.Find("a").Text() == title }).Find(".sub").Text()
	}
	if got := line("The supplier fails"); !strings.HasPrefix(got, "Closed by Petra") || !strings.HasSuffix(got, "CET: They signed") {
		t.Errorf("closed: %q", got)
	}
	if got := line("The cache is cold"); !strings.HasPrefix(got, "Score lowered from 4 × 5 = 20 to 3 × 5 = 15 by Petra") {
		t.Errorf("lowered: %q", got)
	}
}
