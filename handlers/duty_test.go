package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMyWorkShowsShiftsSwapsNotes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra, priya := s.As("petra"), s.As("priya")
	path := notifications + "/roster/" + s.ShiftOf("real-time-notifications", "Petra") + "/swap"
	in := petra.Get(path).Want(t, http.StatusOK).Filled("form.form")
	in.Set("to", userOf(s, "Priya"))
	petra.Post(path, in).Want(t, http.StatusSeeOther)
	// Submitting twice requests one swap.
	petra.Post(path, in).Want(t, http.StatusSeeOther)
	duty := priya.Get("/me").Want(t, http.StatusOK).Find("#on-call").Text()
	if strings.Count(duty, "Petra Lund asks you to take a shift") != 1 || !strings.Contains(duty, "Primary") {
		t.Errorf("Priya reads %q", duty)
	}
	marek := s.As("marek").Get("/me").Want(t, http.StatusOK).Find("#on-call").Text()
	if !strings.Contains(marek, "hands over to you") || !strings.Contains(marek, "Now") {
		t.Errorf("Marek reads %q", marek)
	}
	form := priya.Get(notifications + "/roster").Find("#swaps form").First()
	priya.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusSeeOther)
	if duty := priya.Get("/me").Find("#on-call").Text(); strings.Contains(duty, "asks you") {
		t.Errorf("an answered swap still waits: %q", duty)
	}
}

func TestMyWorkShowsStakeholdersToAsk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := scan[string](s,
		`SELECT u.email FROM users u WHERE u.id = (SELECT MIN(x.owner_id) FROM stakeholders x JOIN launches l ON l.id = x.launch_id
		WHERE l.slug = ? AND x.name LIKE 'Greta%')`, notificationsSlug)
	v := s.As(strings.TrimSuffix(owner, "@aurora.example"))
	text := v.Get("/me").Want(t, http.StatusOK).Find("#to-ask").Text()
	if !strings.Contains(text, "Greta Lindqvist") || !strings.Contains(text, "believes an old date") {
		t.Errorf("who believes an old date is not named: %q", text)
	}
	// Those who were told of the present T do not need to be asked any more.
	said := v.Get(notifications+"/stakeholders/"+s.StakeholderOf(notificationsSlug, "Greta")).Want(t, http.StatusOK)
	told := said.Find("form[action$='/told']").First()
	v.Post(told.AttrOr("action", ""), filled(told)).Want(t, http.StatusSeeOther)
	if text = v.Get("/me").Find("#to-ask").Text(); strings.Contains(text, "Greta") {
		t.Errorf("who was told is still to be asked: %q", text)
	}
}
