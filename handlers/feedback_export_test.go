package handlers_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/models/db"
)

// table parses a CSV file into rows by column name.
func table(t *testing.T, p page) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Content, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestFeedbackExportUsesFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
	form := url.Values{"channel": {"support"}, "times": {"3"}, "wrong": {"=1+1\nsecond line"}, "title": {"@zeppelin, \"late\""},
		"doing": {"-2"}, "expected": {"+3"},
		"reporter": {"\t=Ferdinand"}, "source": {"＝HYPERLINK(1)"}}
	path := marek.Post(notifications+"/feedback", form).Want(t, http.StatusSeeOther).Header.Get("Location")
	marek.Post(path+"/take", url.Values{"version": {"1"}}).Want(t, http.StatusSeeOther)
	marek.Post(path+"/triage", url.Values{"version": {"2"}, "owner": {strings.TrimPrefix(s.PersonOf("Marek"), "/people/")},
		"outcome": {"workaround"}, "note": {"=Reload"}, "symptom": {"tickets_spike"}}).Want(t, http.StatusSeeOther)
	marek.Post(path+"/deliverable", url.Values{"version": {"3"}}).Want(t, http.StatusSeeOther)

	v := s.As("vera")
	list := v.Get(notifications+"/feedback?q=zeppelin&sort=oldest&page=1").Want(t, http.StatusOK)
	file := v.Get(list.Find("a:contains('Export CSV')").AttrOr("href", "")).Want(t, http.StatusOK)
	if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="real-time-notifications-feedback-2026-11-16.csv"` {
		t.Errorf("it is saved as %s", got)
	}
	if file.Header.Get("Content-Type") != "text/csv; charset=utf-8" || file.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("%v", file.Header)
	}
	if !strings.HasPrefix(file.Content,
		"\ufeffid,title,channel,said,doing,wrong,expected,reporter,contact,source,owner,symptom,becomes,"+
			"note,state,duplicate_of,at,closed_at,links\n") {
		t.Errorf("it begins with %.200q", file.Content)
	}
	rows := table(t, file)
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	for column, want := range map[string]string{"id": strings.TrimPrefix(path, notifications+"/feedback/"), "title": `'@zeppelin, "late"`,
		"channel": "Support", "said": "3", "doing": "'-2", "wrong": "'=1+1\nsecond line",
		"expected": "'+3", "reporter": "'=Ferdinand", "contact": "", "source": "'＝HYPERLINK(1)",
		"owner": "Marek Solberg <marek@aurora.example>", "symptom": "Tickets spike", "becomes": "Documented workaround",
		"note": "'=Reload", "state": "Under way", "duplicate_of": "", "at": "2026-11-16T09:00:00Z", "closed_at": ""} {
		if rows[0][column] != want {
			t.Errorf("%s is %q, want %q", column, rows[0][column], want)
		}
	}
	if !strings.Contains(rows[0]["links"], " <http://127.0.0.1"+notifications+"/deliverables/") {
		t.Errorf("links: %q", rows[0]["links"])
	}
	v.Get("/launches/no-such/feedback/export.csv").Want(t, http.StatusNotFound)
	if p := v.Get(notifications + "/feedback?q=nothing+like+this"); p.Find("a:contains('Export CSV')").Length() != 0 {
		t.Error("nothing is offered as a file")
	}
}

func TestFeedbackExportOfTenThousandReports(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	launch := scan[int64](s, "SELECT id FROM launches WHERE slug = ?", launchOfPetra)
	long := strings.Repeat("long words ", 30)
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		for i := range 10_000 {
			if err := tx.Exec(
				`INSERT INTO feedback_reports (launch_id, channel, title, wrong, search_text, at, created_at, updated_at)
					VALUES (?, 'support', ?, ?, 'x', ?, ?, ?)`,
				launch, fmt.Sprint("Number ", i), long, tx.Now, tx.Now, tx.Now).Error; err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	before := s.Count("SELECT COUNT(*) FROM feedback_reports r JOIN launches l ON l.id = r.launch_id WHERE l.slug = '" + launchOfPetra +
		"' AND r.archived_at IS NULL")
	if rows := table(t, s.As("vera").Get("/launches/"+launchOfPetra+"/feedback/export.csv?state=any&page=7").Want(t, http.StatusOK)); len(
		rows) != int(before) {
		t.Errorf("%d rows, %d reports", len(rows), before)
	}
}

func TestFeedbackExportErrorIsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		return tx.Exec("ALTER TABLE feedback_reports RENAME TO elsewhere").Error
	}); err != nil {
		t.Fatal(err)
	}
	p := v.Get(notifications+"/feedback/export.csv").Want(t, http.StatusInternalServerError)
	if p.Header.Get("Content-Disposition") != "" || p.Find("h1").Length() != 1 {
		t.Errorf("it is sent as %v", p.Header)
	}
}
