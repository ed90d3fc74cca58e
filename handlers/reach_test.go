package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAdministratorEditsAbsence(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	petra := s.personOf("Petra")
	p := ana.get(petra).want(t, http.StatusOK)
	to, _ := p.Find("a[href$='/reach']").Attr("href")
	page := ana.get(to).want(t, http.StatusOK)
	form := valuesOf(page, "form[action='"+petra+"/absences']")
	form.Set("first_day", "2027-03-01")
	form.Set("note", "Ill")
	form.Set("last_day", "2027-02-28")
	ana.post(petra+"/absences", form).want(t, http.StatusUnprocessableEntity)
	form.Set("last_day", "2027-03-02")
	ana.post(petra+"/absences", form).want(t, http.StatusSeeOther)
	// Submitting twice adds one absence and shows no error.
	ana.post(petra+"/absences", form).want(t, http.StatusSeeOther)
	page = ana.get(to)
	rows := page.Find("#absence li:contains('Ill')")
	if rows.Length() != 1 || !strings.Contains(ana.get(petra).Find(".side").Text(), "Ill") {
		t.Fatalf("the absence is there %d times", rows.Length())
	}
	remove, _ := rows.Find("form").Attr("action")
	ana.post(remove, nil).want(t, http.StatusSeeOther)
	undo := ana.get(to)
	action, _ := undo.Find(".flash form").Attr("action")
	ana.post(action, valuesOf(undo, ".flash form")).want(t, http.StatusSeeOther)
	if ana.get(to).Find("#absence li:contains('Ill')").Length() != 1 {
		t.Error("it was not put back")
	}

	ana.post(petra+"/contacts", url.Values{"kind": {"phone"}, "value": {"+49 30 999 888"}}).want(t, http.StatusSeeOther)
	if !strings.Contains(s.as("vera").get(petra).Find(".side").Text(), "+49 30 999 888") {
		t.Error("the number is not shown")
	}
	// The address of another person's contact does not work below one's own.
	theirs, _ := ana.get(to).Find("#contact li form[action$='/remove']").Attr("action")
	s.as("marek").post("/me/contacts/"+strings.Split(theirs, "/")[4]+"/remove", nil).want(t, http.StatusNotFound)
	s.as("marek").post(theirs, nil).want(t, http.StatusForbidden)
}

func TestAddPersonOrTeamSubmittedTwice(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	person := valuesOf(ana.get("/people/new"), "main form")
	person.Set("name", "Nora New")
	person.Set("email", "nora@aurora.example")
	first := ana.post("/people", person).want(t, http.StatusSeeOther)
	second := ana.post("/people", person).want(t, http.StatusSeeOther)
	if a, b := first.Header.Get("Location"), second.Header.Get("Location"); a != b {
		t.Errorf("%s and %s", a, b)
	}
	team := valuesOf(ana.get("/people/teams"), "form[action='/people/teams']")
	team.Set("name", "Legal")
	ana.post("/people/teams", team).want(t, http.StatusSeeOther)
	ana.post("/people/teams", team).want(t, http.StatusSeeOther)
	page := ana.get("/people/teams")
	if page.Find(".team-list .title:contains('Legal')").Length() != 1 {
		t.Error("not one team")
	}
	// Of two concurrent orders of the teams, the second is a conflict.
	move := valuesOf(page, ".team-list li:first-child form[action$='/move']")
	action, _ := page.Find(".team-list li:first-child form[action$='/move']").Attr("action")
	ana.post(action, move).want(t, http.StatusSeeOther)
	ana.post(action, move).want(t, http.StatusConflict)
}
