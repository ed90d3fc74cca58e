package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAdministratorEditsAbsence(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	petra := s.PersonOf("Petra")
	p := ana.Get(petra).Want(t, http.StatusOK)
	to, _ := p.Find("a[href$='/reach']").Attr("href")
	page := ana.Get(to).Want(t, http.StatusOK)
	form := valuesOf(page, "form[action='"+petra+"/absences']")
	form.Set("first_day", "2027-03-01")
	form.Set("note", "Ill")
	form.Set("last_day", "2027-02-28")
	ana.Post(petra+"/absences", form).Want(t, http.StatusUnprocessableEntity)
	form.Set("last_day", "2027-03-02")
	ana.Post(petra+"/absences", form).Want(t, http.StatusSeeOther)
	// Submitting twice adds one absence and shows no error.
	ana.Post(petra+"/absences", form).Want(t, http.StatusSeeOther)
	page = ana.Get(to)
	rows := page.Find("#absence li:contains('Ill')")
	if rows.Length() != 1 || !strings.Contains(ana.Get(petra).Find(".side").Text(), "Ill") {
		t.Fatalf("the absence is there %d times", rows.Length())
	}
	remove, _ := rows.Find("form").Attr("action")
	ana.Post(remove, nil).Want(t, http.StatusSeeOther)
	undo := ana.Get(to)
	action, _ := undo.Find(".flash form").Attr("action")
	ana.Post(action, valuesOf(undo, ".flash form")).Want(t, http.StatusSeeOther)
	if ana.Get(to).Find("#absence li:contains('Ill')").Length() != 1 {
		t.Error("it was not put back")
	}

	ana.Post(petra+"/contacts", url.Values{"kind": {"phone"}, "value": {"+49 30 999 888"}}).Want(t, http.StatusSeeOther)
	if !strings.Contains(s.As("vera").Get(petra).Find(".side").Text(), "+49 30 999 888") {
		t.Error("the number is not shown")
	}
	// The address of another person's contact does not work below one's own.
	theirs, _ := ana.Get(to).Find("#contact li form[action$='/remove']").Attr("action")
	s.As("marek").Post("/me/contacts/"+strings.Split(theirs, "/")[4]+"/remove", nil).Want(t, http.StatusNotFound)
	s.As("marek").Post(theirs, nil).Want(t, http.StatusForbidden)
}

func TestAddPersonOrTeamSubmittedTwice(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	person := valuesOf(ana.Get("/people/new"), "main form")
	person.Set("name", "Nora New")
	person.Set("email", "nora@aurora.example")
	first := ana.Post("/people", person).Want(t, http.StatusSeeOther)
	second := ana.Post("/people", person).Want(t, http.StatusSeeOther)
	if a, b := first.Header.Get("Location"), second.Header.Get("Location"); a != b {
		t.Errorf("%s and %s", a, b)
	}
	team := valuesOf(ana.Get("/people/teams"), "form[action='/people/teams']")
	team.Set("name", "Legal")
	ana.Post("/people/teams", team).Want(t, http.StatusSeeOther)
	ana.Post("/people/teams", team).Want(t, http.StatusSeeOther)
	page := ana.Get("/people/teams")
	if page.Find(".team-list .title:contains('Legal')").Length() != 1 {
		t.Error("not one team")
	}
	// Of two concurrent orders of the teams, the second is a conflict.
	move := valuesOf(page, ".team-list li:first-child form[action$='/move']")
	action, _ := page.Find(".team-list li:first-child form[action$='/move']").Attr("action")
	ana.Post(action, move).Want(t, http.StatusSeeOther)
	ana.Post(action, move).Want(t, http.StatusConflict)
}
