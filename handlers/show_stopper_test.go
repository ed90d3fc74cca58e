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
	path := s.named()
	member := s.as("marek")
	before := s.rows("risks", "risk_scores", "audit_log")
	edit := func(pairs ...string) url.Values {
		form := with(member.get(path+"/edit").want(t, http.StatusOK).filled("main form"), pairs...)
		for name, values := range form {
			if values[0] == "" {
				delete(form, name)
			}
		}
		return form
	}
	marek := s.idOf("SELECT id FROM users WHERE email = 'marek@aurora.example'")
	for _, c := range []struct {
		name, to, field, words string
		form                   url.Values
	}{
		{"unmarked", path, "show_stopper", "unmark a show-stopper", edit("show_stopper", "", "cause", "Kept words")},
		{"lowered in the form", path, "current_likelihood", "lower the score", edit("current_likelihood", "3", "cause", "Kept words")},
		{"taken over", path, "owner", "change the owner", edit("owner", marek, "cause", "Kept words")},
		{"scored anew", path + "/score", "score-current_likelihood", "lower the score",
			s.on(path, "current_likelihood", "2", "current_impact", "5")},
		{"closed", path + "/close", "close-reason", "close a show-stopper", s.on(path, "reason", "Kept words")},
	} {
		p := member.post(c.to, c.form).want(t, http.StatusForbidden)
		if p.Find(".summary a[href='#f-"+c.field+"']").Length() != 1 || p.Find("#f-"+c.field).Length() != 1 ||
			!strings.Contains(p.Find("#f-"+c.field+"-err").Text(), c.words) {
			t.Errorf("%s: the page says %q", c.name, p.Find(".summary").Text())
		}
		if strings.Contains(c.form.Encode(), "Kept") && !strings.Contains(p.body, "Kept words") {
			t.Errorf("%s: what was typed is lost", c.name)
		}
	}
	if after := s.rows("risks", "risk_scores", "audit_log"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
	// A change that does not lower the risk is saved, and the undo of a change that raises it is
	// not offered.
	member.post(path, edit("cause", "It is slow", "current_impact", "5", "current_likelihood", "5")).want(t, http.StatusSeeOther)
	p := member.get(path)
	if p.Find("#flash").Length() != 1 || p.Find("#flash form").Length() != 0 || !strings.Contains(p.Find("#risk").Text(), "It is slow") {
		t.Errorf("after a higher score: %q", p.Find("#flash").Text())
	}
	member.post(path, edit("cause", "It is very slow")).want(t, http.StatusSeeOther)
	if member.get(path).Find("#flash form").Length() != 1 {
		t.Error("no undo is offered for other words")
	}
}

func TestShowStopperOfferPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := s.named()
	offered := func(who string) (closing, unmarking, owner bool) {
		v := s.as(who)
		p, form := v.get(path).want(t, http.StatusOK), v.get(path+"/edit").want(t, http.StatusOK)
		return p.Find("form[action$='/close']").Length() == 1, form.Find("input[type=checkbox][name=show_stopper]").Length() == 1,
			form.Find("select[name=owner]").Length() == 1
	}
	for who, want := range map[string]bool{"petra": true, "ana": true, "marek": false} {
		if closing, unmarking, owner := offered(who); closing != want || unmarking != want || owner != want {
			t.Errorf("%s is offered to close it: %t, to unmark it: %t, to change its owner: %t; want %t", who, closing, unmarking, owner, want)
		}
	}
	p := s.as("marek").get(path)
	if text := p.Find("#closing").Text(); !strings.Contains(text, "Only Petra") ||
		!strings.Contains(text, "Ana Kern (lead) or an administrator can close this show-stopper.") {
		t.Errorf("the page says %q", text)
	}
}

func TestReadinessShowsActorOfShowStopperChange(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	closed, lowered := s.named("title", "The supplier fails", "key", "a"), s.named("title", "The cache is cold", "key", "b")
	petra := s.as("petra")
	petra.post(closed+"/close", s.on(closed, "reason", "They signed")).want(t, http.StatusSeeOther)
	petra.post(lowered+"/score", s.on(lowered, "current_likelihood", "3", "current_impact", "5")).want(t, http.StatusSeeOther)
	list := s.as("vera").get(sample+"/readiness").want(t, http.StatusOK).Find("#eased li")
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
