package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestRoleFilledInSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	// The role has no person yet.
	role := notifications + "/roles/sales_lead"
	edit := v.Get(notifications+"/edit").Want(t, http.StatusOK)
	row := edit.Find("section[aria-labelledby=roles] li:has(a[href='" + role + "'])")
	if text := row.Text(); !strings.Contains(text, "Nobody yet") || !strings.Contains(text, "1 open deliverable") ||
		!strings.Contains(text, "without an owner") {
		t.Fatalf("the role reads %q", text)
	}
	p := v.Get(role).Want(t, http.StatusOK)
	if text := p.Find(".choice:has([name=give])").Text(); !strings.Contains(text, "1 open deliverable of this role that nobody owns") ||
		!strings.Contains(text, "Sales talking points") {
		t.Errorf("the preview reads %q", text)
	}
	form := p.Filled("form.role-form")
	stale := p.Filled("form.role-form")
	petra := fmt.Sprint(s.Count("SELECT id FROM users WHERE email = 'petra@aurora.example'"))
	form.Set("user", "0")
	p = v.Post(role, form).Want(t, http.StatusUnprocessableEntity)
	if p.Find(".summary a[href='#f-user']").Length() != 1 {
		t.Error("the message does not lead to the field")
	}
	form.Set("user", petra)
	v.Post(role, form).Want(t, http.StatusSeeOther)
	if s.Find("d.title = 'Sales talking points' AND l.slug = 'real-time-notifications' AND d.owner_id = "+petra).ID == 0 {
		t.Error("the item did not go along")
	}
	// An outdated tab changes nothing and shows the present state.
	p = v.Post(role, stale).Want(t, http.StatusConflict)
	if strings.Contains(p.Find("form.role-form").Text(), "nobody owns") {
		t.Error("the page shows the role as it was")
	}
	// Without items there is a way back.
	form = v.Get(role).Filled("form.role-form")
	form.Set("user", "0")
	form.Del("give")
	v.Post(role, form).Want(t, http.StatusSeeOther)
	flash := v.Get(notifications + "/edit").Find(".flash form")
	action, _ := flash.Attr("action")
	v.Post(action, filled(flash)).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM launch_roles WHERE key = 'sales_lead' AND user_id = ?", petra); n == 0 {
		t.Error("undone, the role is open")
	}
	v.Get(notifications+"/roles/no-such").Want(t, http.StatusNotFound)
	s.As("marek").Post(role, url.Values{"user": {petra}}).Want(t, http.StatusForbidden)
}

// The page counts the items of other packages that wait for a role, before and after it is
// assigned.
func TestRolePageCountsWaitingItems(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	w, err := s.DB.WriterSQL()
	if err != nil {
		t.Fatal(err)
	}
	of := " SET owner_id = NULL, role_key = 'sales_lead' WHERE id IN (SELECT id FROM "
	launch := " WHERE launch_id = (SELECT id FROM launches WHERE slug = 'real-time-notifications') "
	for _, q := range []string{
		"UPDATE checklist_items" + of + "checklist_items" + launch + "AND state = 'open' AND archived_at IS NULL ORDER BY id LIMIT 3)",
		"UPDATE interview_questions" + of + "interview_questions" + launch + "AND archived_at IS NULL ORDER BY id LIMIT 2)",
		"UPDATE risks" + of + "risks" + launch + "AND closed_at IS NULL ORDER BY id LIMIT 1)",
	} {
		if _, err := w.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	role := notifications + "/roles/sales_lead"
	p := v.Get(role).Want(t, http.StatusOK)
	if text := p.Find(".choice:has([name=give])").Text(); !strings.Contains(text,
		"Sales talking points; also 1 risk, 2 questions, 3 checks, 1 go/no-go topic without an owner") {
		t.Errorf("the preview reads %q", text)
	}
	form := p.Filled("form.role-form")
	form.Set("user", fmt.Sprint(s.Count("SELECT id FROM users WHERE email = 'petra@aurora.example'")))
	v.Post(role, form).Want(t, http.StatusSeeOther)
	flash := v.Get(notifications + "/edit").Find(".flash").Text()
	if !strings.Contains(flash, "One deliverable went along. Also handed over: 1 risk, 2 questions, 3 checks, 1 go/no-go topic.") {
		t.Errorf("it says %q", flash)
	}
	if text := v.Get(role).Find("form.role-form").Text(); strings.Contains(text, "without an owner") {
		t.Errorf("afterwards the page still offers them: %q", text)
	}
}
