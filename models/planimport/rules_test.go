package planimport

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

func TestRecogniseColumns(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"title,owner,start,due,time,when_as_written": "title,owner,start,due,time,",
		"What,DRI,When": "title,owner,due",
		"Task Name,Assigned To,Start Date,End Date,Time (UTC),Area":   "title,owner,start,due,time,lane",
		"ID,Summary,Assignee,Due date,Status,Type,Labels":             "id,title,owner,due,status,kind,",
		"#,Deliverable,Responsible,Deadline,Notes,URL":                "id,title,owner,due,description,links",
		"Name,Lead,Team,Reviewer,Helpers,Depends on,Policy":           "title,owner,lane,reviewer,helpers,depends_on,policy",
		"Aufgabe,Zuständig,Beginn,Fällig am,Uhrzeit,Bereich,Prüferin": "title,owner,start,due,time,lane,reviewer",
		"Date,Due":      ",due",
		"Title,Title":   "title,",
		"Foo,Bar,":      ",,",
		"start_t,due_t": "start_t,due_t",
	} {
		got := lines(RecogniseColumns(strings.Split(header, ",")), func(f Field) string { return string(f) })
		if got = strings.ReplaceAll(got, "\n", ","); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
}

// lookalikes returns an organisation with people who are easily confused.
func lookalikes() Surroundings {
	team := int64(7)
	p := &launch.Plan{Launch: launch.Launch{LeadID: 1, LaunchOn: civil.New(2026, 12, 10), Zone: "Europe/Berlin"}}
	p.Lanes = []launch.Lane{{ID: 11, Key: "engineering", Name: "Engineering", TeamID: &team}, {ID: 12, Key: "comms", Name: "Comms & PR"}}
	p.Items = []launch.Item{{ID: 99, Title: "Blog  post", LaneID: 12}}
	gone := db.AtMilli(1)
	return Surroundings{Plan: p, Roles: []launch.RoleFilled{{Key: "branch_manager", Name: "Branch manager", UserID: 2},
		{Key: "empty", Name: "Docs Lead", UserID: 0}}, People: []people.User{
		{ID: 1, Name: "Ana Kern", Email: "ana@x.org", Title: "Product lead", TeamID: &team},
		{ID: 2, Name: "Łukasz Wójcik", Email: "lw@x.org", Title: "QA lead"},
		{ID: 3, Name: "Max Meier", Email: "max.meier@x.org", Title: "Engineer"},
		{ID: 4, Name: "Max Braun", Email: "max.braun@x.org", Title: "Engineer"},
		{ID: 5, Name: "Gone Girl", Email: "gone@x.org", DeactivatedAt: gone},
		{ID: 6, Name: "Research and Development", Email: "rd@x.org"},
	}}
}

func previewOf(t *testing.T, in Input) *Preview {
	t.Helper()
	p, err := Prepare(lookalikes(), in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPersonByNameEmailRoleOrTitle(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		id  int64
		why string // part of the error, if there is one
	}{
		"Ana Kern": {id: 1}, " ana  KERN ": {id: 1}, "Kern, Ana": {id: 1}, "ANA@x.org": {id: 1}, "Ana K. <ana@x.org>": {id: 1},
		"Lukasz Wojcik": {id: 2}, "Ana": {id: 1}, "@ana": {id: 1}, "max.meier": {id: 3},
		"Product Lead": {id: 1}, "Branch Manager": {id: 2}, "branch_manager": {id: 2}, "Lead": {id: 1}, "launch lead": {id: 1},
		"Research and Development": {id: 6},
		"Max":                      {why: "Several people"}, "Engineer": {why: "Several people"},
		"Docs Lead": {why: "Nobody is known"}, "Sales and Marketing": {why: "Nobody is known"},
		"Gone Girl": {why: "Gone Girl has left"}, "G. <gone@x.org>": {why: "Gone Girl has left"},
		"Comms / Docs": {why: "Two owners"}, "Ana and Max": {why: "Two owners"}, "Ana, Max Meier": {why: "Two owners"},
		"A / B / C": {why: "3 owners"},
		"":          {}, "TBD": {}, "n/a": {}, "–": {}, "Nobody": {},
	} {
		in := Input{Text: "title\towner\nx\t\"" + text + "\"\n"}
		r := previewOf(t, in).Rows[0]
		switch {
		case want.why == "" && len(r.Errors) > 0:
			t.Errorf("%q: %s", text, r.Errors[0].Text)
		case want.why != "" && (len(r.Errors) == 0 || !strings.Contains(r.Errors[0].Text, want.why)):
			t.Errorf("%q: got %v, want %q", text, r.Errors, want.why)
		case r.OwnerID != want.id:
			t.Errorf("%q is %d, want %d", text, r.OwnerID, want.id)
		}
	}
}

func TestSecondOwnerBecomesHelper(t *testing.T) {
	t.Parallel()
	in := Input{Text: "title\towner\nx\tAna Kern / Max Meier\n"}
	q := previewOf(t, in).Questions[0]
	if d := cmp.Diff([]int64{1, 3}, q.Named); d != "" {
		t.Error(d)
	}
	in.Answers = map[string]string{q.Key: "3"}
	if r := previewOf(t, in).Rows[0]; r.OwnerID != 3 || len(r.Helpers) != 1 || r.Helpers[0] != 1 {
		t.Errorf("owner %d, helpers %v", r.OwnerID, r.Helpers)
	}
	for _, bad := range []string{"5", "999", "x"} { // deactivated, unknown, nonsense
		in.Answers[q.Key] = bad
		if p := previewOf(t, in); p.Open() != 1 {
			t.Errorf("the answer %q was taken", bad)
		}
	}
}

func TestRowErrorsNameTheirCell(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]struct {
		field Field
		says  string
	}{
		",Ana Kern,T-3,T-2,,,,":                            {FieldTitle, "no title"},
		strings.Repeat("x", 201) + ",Ana Kern,T-3,T-2,,,,": {FieldTitle, "201 characters"},
		"x,Ana Kern,T-2,T-3,,,,":                           {FieldDue, "before it starts"},
		"x,Ana Kern,,2026-02-30,,,,":                       {FieldDue, "no such day"},
		"x,Ana Kern,,05/06/2026,,,,":                       {FieldDue, "can be"},
		"x,Ana Kern,,2036-01-01,,,,":                       {FieldDue, "five years"},
		"x,Ana Kern,,T-2,25:00,,,":                         {FieldTime, "not a time"},
		"x,Ana Kern,,2026-03-29,02:30,,,":                  {FieldTime, "clocks go forward"},
		"x,Ana Kern,,,10:00,,,":                            {FieldDue, "no day"},
		"x,Ana Kern,,T-2,,blocked,,":                       {FieldBlocked, "Say what it waits for"},
		"x,Ana Kern,,T-2,,odd,,":                           {FieldStatus, "none of the statuses"},
		"x,Ana Kern,,T-2,,,x,":                             {FieldDependsOn, "itself"},
		"x,Ana Kern,,T-2,,,no such,":                       {FieldDependsOn, "neither"},
		"x,Ana Kern,,T-2,,,,javascript:alert(1)":           {FieldLinks, "not a web address"},
	} {
		r := previewOf(t, Input{Text: "title,owner,start,due,time,status,depends on,links\n" + row + "\n"}).Rows[0]
		if len(r.Errors) == 0 || r.Errors[0].Field != want.field || !strings.Contains(r.Errors[0].Text, want.says) {
			t.Errorf("%.60s: got %v, want %s: %q", row, r.Errors, want.field, want.says)
		}
	}
}

func TestRowLanesAndDependencies(t *testing.T) {
	t.Parallel()
	text := "id,task,who,due,time (UTC),area,depends on\n" +
		"1,first,Ana Kern,10 Dec,23:30,,\n" +
		"2,second,Ana Kern,3 Jan,,PR,\"1; Blog post\"\n" +
		"3,third,Ana Kern,T+1,02:00 America/Los_Angeles,comms & pr,second\n"
	p := previewOf(t, Input{Text: text})
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	type got struct {
		Lane, Due, Time string
		After           []int
		DependsOn       []int64
	}
	var rows []got
	for _, r := range p.Rows {
		rows = append(rows, got{r.Lane.Name, r.Schedule.DueOn.String(), r.Schedule.DueTime.String(), r.After, r.DependsOn})
	}
	want := []got{
		{"Engineering", "2026-12-11", "00:30", nil, nil},
		{"PR", "2027-01-03", "", []int{0}, []int64{99}},
		{"Comms & PR", "2026-12-11", "11:00", []int{1}, nil},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"PR"}, p.NewLanes()); d != "" {
		t.Error(d)
	}
	circle := previewOf(t, Input{Text: "title,owner,depends on\na,Ana Kern,b\nb,Ana Kern,a\n"})
	if circle.Faulty() != 2 || !strings.Contains(circle.Rows[0].Errors[0].Text, "a → b → a") {
		t.Errorf("a circle: %v", circle.Rows[0].Errors)
	}
}

func TestTableFormatsImportTheSame(t *testing.T) {
	t.Parallel()
	want := ""
	for _, text := range []string{
		"title,owner,due\nWrite it,Ana Kern,T-3\n", "title;owner;due\nWrite it;Ana Kern;T-3\n",
		"Title\tOwner\tDue\r\nWrite it\tAna Kern\tT-3\r\n",
		"Plan:\n\n| Title | Owner | Due |\n|---|---|---|\n| Write it | Ana Kern | T-3 |\n",
	} {
		p := previewOf(t, Input{Text: text})
		r := p.Rows[0]
		got := r.Title + p.Person(r.OwnerID) + r.Schedule.DueOn.String()
		if want == "" {
			want = got
		}
		if got != want || p.Check() != nil {
			t.Errorf("%q is read as %q: %v", text, got, p.Check())
		}
	}
	p := previewOf(t, Input{Text: "Write it\nSend it, please\n"})
	if len(p.Rows) != 2 || p.Rows[1].Title != "Send it, please" {
		t.Errorf("a list of lines: %+v", p.Rows)
	}
}

func TestPreviewRefusesViewersForOpenItems(t *testing.T) {
	b := newFixture(t)
	for _, column := range []string{"owner", "helpers", "reviewer", "unblocker"} {
		_, p, err := b.store.Preview(b.as(b.Member), b.Launch.Slug,
			Input{Text: "title," + column + ",status,blocked_reason\nContract," + b.Viewer.Name + ",blocked,A signature\nDone thing," +
				b.Viewer.Name + ",done,\n"})
		if err != nil {
			t.Fatal(err)
		}
		if n, m := len(p.Rows[0].Errors), len(p.Rows[1].Errors); n != 1 || m != 0 {
			t.Errorf("%s: %v and %v", column, p.Rows[0].Errors, p.Rows[1].Errors)
		}
	}
}
