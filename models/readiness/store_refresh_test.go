package readiness_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/internal/clock"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/runsheet"
	"tminus/models/service"
	"tminus/models/stakeholder"
)

// world is two launches that two processes change.
type world struct {
	*modeltest.Org
	t      *rapid.T
	stores [2]models.Stores
	slugs  []string
	n      int
}

// refused fails for any error but a refusal, which is part of a random history.
func (w *world) refused(err error) {
	w.t.Helper()
	if k := fault.KindOf(err); err != nil && k == fault.KindInternal {
		w.t.Fatal(err)
	}
}

// one returns a random id of a table in a launch, and its version; ok is false if there is none.
func (w *world) one(table, slug string) (id int64, version int, ok bool) {
	w.t.Helper()
	var rows []struct {
		ID      int64
		Version int
	}
	err := w.DB.Read(w.System()).Raw("SELECT x.id, x.version FROM "+table+
		" x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ? ORDER BY x.id",
		slug).Scan(&rows).Error
	if err != nil {
		w.t.Fatal(err)
	}
	if len(rows) == 0 {
		return 0, 0, false
	}
	r := rows[rapid.IntRange(0, len(rows)-1).Draw(w.t, table)]
	return r.ID, r.Version, true
}

func (w *world) person() *int64 {
	ids := []int64{0, w.Lead.ID, w.Member.ID, w.Other.ID}
	return db.RefOf(rapid.SampledFrom(ids).Draw(w.t, "person"))
}

func (w *world) day(from, to int) civil.Date {
	return civil.Of(w.Clock.Now(), time.UTC).AddDays(rapid.IntRange(from, to).Draw(w.t, "day"))
}

// changes are the kinds of changes after which a stored list has to be right.
var changes map[string]func(w *world, s models.Stores, slug string)

func init() {
	changes = map[string]func(w *world, s models.Stores, slug string){
		"time passes": func(w *world, _ models.Stores, _ string) {
			w.Clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 5, 24, 50}).Draw(w.t, "hours")) * time.Hour)
		},
		"status": func(w *world, s models.Stores, slug string) {
			id, v, _ := w.one("deliverables", slug)
			to := rapid.SampledFrom([]launch.Status{launch.InProgress, launch.Done, launch.NotStarted, launch.Blocked}).Draw(w.t, "to")
			_, err := s.Launches.SetStatus(w.As(w.Member), slug, id, launch.StatusChange{To: to, BlockedReason: "a licence"}, v)
			w.refused(err)
		},
		"owner": func(w *world, s models.Stores, slug string) {
			id, v, _ := w.one("deliverables", slug)
			_, err := s.Launches.SetOwner(w.As(w.Member), slug, id, w.person(), v)
			w.refused(err)
		},
		"date": func(w *world, s models.Stores, slug string) {
			id, v, _ := w.one("deliverables", slug)
			on := w.day(-5, 30)
			_, err := s.Launches.Reschedule(w.As(w.Member), slug, id, launch.Dates{StartsOn: on, DueOn: on}, v)
			w.refused(err)
		},
		"deliverable removed": func(w *world, s models.Stores, slug string) {
			id, v, _ := w.one("deliverables", slug)
			_, err := s.Launches.RemoveDeliverable(w.As(w.Member), slug, id, v)
			w.refused(err)
		},
		"deliverable restored": func(w *world, s models.Stores, slug string) {
			id, v, _ := w.one("(SELECT * FROM deliverables WHERE archived_at IS NOT NULL)", slug)
			w.refused(s.Launches.RestoreDeliverable(w.As(w.Member), slug, id, v))
		},
		"check": func(w *world, s models.Stores, slug string) {
			id, v, ok := w.one("checklist_items", slug)
			if !ok {
				return
			}
			to := rapid.SampledFrom([]checklist.State{checklist.Done, checklist.Failed, checklist.Open}).Draw(w.t, "state")
			_, err := s.Checklists.SetState(w.As(w.Member), slug, id, checklist.Change{To: to, Note: "seen", Noted: true}, v)
			w.refused(err)
		},
		"check removed or restored": func(w *world, s models.Stores, slug string) {
			id, v, ok := w.one("checklist_items", slug)
			if ok {
				_, err := s.Checklists.RemoveItem(w.As(w.Lead), slug, id, v, rapid.Bool().Draw(w.t, "back"))
				w.refused(err)
			}
		},
		"list removed or restored": func(w *world, s models.Stores, slug string) {
			id, v, ok := w.one("checklists", slug)
			if ok {
				_, err := s.Checklists.RemoveList(w.As(w.Lead), slug, id, v, rapid.Bool().Draw(w.t, "back"))
				w.refused(err)
			}
		},
		"answer": func(w *world, s models.Stores, slug string) {
			id, v, ok := w.one("interview_questions", slug)
			if ok {
				_, err := s.Interviews.Answer(w.As(w.Member), slug, id, interview.Reply{Option: rapid.SampledFrom([]string{"yes", "no", "none", "doubt",
					"fast"}).Draw(w.t, "answer"), Note: "so"}, v)
				w.refused(err)
			}
		},
		"red flag accepted": func(w *world, s models.Stores, slug string) {
			rollback := "(SELECT * FROM interview_questions WHERE key = 'rollback')"
			if id, v, ok := w.one(rollback, slug); ok {
				_, err := s.Interviews.Answer(w.As(w.Member), slug, id, interview.Reply{Option: "doubt", Note: "so"}, v)
				w.refused(err)
				_, v, _ = w.one(rollback, slug)
				w.refused(s.Interviews.AcceptFlag(w.As(w.Lead), slug, id, "we know", v))
			}
		},
		"question added": func(w *world, s models.Stores, slug string) {
			_, err := s.Interviews.AddQuestion(w.As(w.Lead), slug, interview.QuestionInput{Ask: fmt.Sprint("Asked ", w.n),
				Options: []interview.Option{{Label: "Yes"}, {Label: "No", Flag: true}}}, "")
			w.refused(err)
		},
		"risk created": func(w *world, s models.Stores, slug string) {
			_, err := s.Risks.Create(w.As(w.Lead), slug, risk.Input{Title: "It breaks", Category: risk.Categories[0], Response: risk.Mitigate,
				OwnerID: w.person(), Scores: risk.Scores{Current: risk.Score{Likelihood: 3, Impact: 4}},
				ShowStopper: rapid.Bool().Draw(w.t, "stopper")}, "")
			w.refused(err)
		},
		"risk accepted": func(w *world, s models.Stores, slug string) {
			if id, v, ok := w.one("risks", slug); ok {
				_, err := s.Risks.Accept(w.As(w.Lead), slug, id, "we live with it", w.day(0, 40), v)
				w.refused(err)
			}
		},
		"risk closed": func(w *world, s models.Stores, slug string) {
			if id, v, ok := w.one("risks", slug); ok {
				_, err := s.Risks.Close(w.As(w.Lead), slug, id, "over", v)
				w.refused(err)
			}
		},
		"mitigation": func(w *world, s models.Stores, slug string) {
			id, v, ok := w.one("risks", slug)
			item, _, _ := w.one("deliverables", slug)
			if ok {
				_, err := s.Risks.Link(w.As(w.Lead), slug, id, item, v)
				w.refused(err)
			}
		},
		"criterion signed": func(w *world, s models.Stores, slug string) {
			if id, v, ok := w.one("criteria", slug); ok {
				sign := rapid.SampledFrom([]readiness.Sign{readiness.SignMet, readiness.SignNotMet, readiness.SignNone}).Draw(w.t, "sign")
				_, err := s.Readiness.SignOff(w.As(w.Member), slug, id, readiness.SignOff{Sign: sign, Note: "so"}, v)
				w.refused(err)
			}
		},
		"criterion waived": func(w *world, s models.Stores, slug string) {
			if id, v, ok := w.one("criteria", slug); ok {
				w.refused(s.Readiness.Waive(w.As(w.Lead), slug, id, "small", v))
			}
		},
		"criterion removed or restored": func(w *world, s models.Stores, slug string) {
			if id, v, ok := w.one("criteria", slug); ok {
				_, err := s.Readiness.RemoveCriterion(w.As(w.Lead), slug, id, v, rapid.Bool().Draw(w.t, "back"))
				w.refused(err)
			}
		},
		"criterion added": func(w *world, s models.Stores, slug string) {
			id, _, _ := w.one("deliverables", slug)
			_, err := s.Readiness.AddCriterion(w.As(w.Lead), slug, readiness.CriterionInput{Kind: readiness.KindGo, Title: "Merged", RenewHours: 5,
				Binding: readiness.Binding{By: rapid.SampledFrom([]string{readiness.BindManual, launch.BindDeliverable}).Draw(w.t, "by"), ID: id}}, "")
			w.refused(err)
		},
		"shift": func(w *world, s models.Stores, slug string) {
			l, err := s.Launches.Launch(w.As(w.Lead), slug)
			w.refused(err)
			from := l.LaunchAt.Add(time.Duration(rapid.IntRange(-3, 30).Draw(w.t, "from")) * time.Hour)
			_, err = s.Roster.Create(w.As(w.Lead), slug, roster.Input{Kind: roster.Shift, Role: roster.Primary, In: w.Member.ID,
				Span: roster.Span{From: from, To: from.Add(8 * time.Hour)}}, "")
			w.refused(err)
		},
		"shift removed": func(w *world, s models.Stores, slug string) {
			changes["shift"](w, s, slug)
			if id, v, ok := w.one("roster_entries", slug); ok {
				_, err := s.Roster.Remove(w.As(w.Lead), slug, id, v)
				w.refused(err)
			}
		},
		"stakeholder": func(w *world, s models.Stores, slug string) {
			_, err := s.Stakeholders.Create(w.As(w.Lead), slug, stakeholder.Input{Name: fmt.Sprint("Partner ", w.n), Function: "Partner",
				OwnerID: w.person()}, "")
			w.refused(err)
		},
		"stakeholder acknowledges": func(w *world, s models.Stores, slug string) {
			var ids []int64
			_ = w.DB.Read(w.System()).Raw("SELECT x.id FROM stakeholders x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ?", slug).Scan(&ids)
			if len(ids) > 0 {
				_, err := s.Stakeholders.Record(w.As(w.Lead), slug, ids[0], "email", "")
				w.refused(err)
			}
		},
		"task": func(w *world, s models.Stores, slug string) {
			_, err := s.Runsheets.AddTask(w.As(w.Lead), slug, runsheet.TaskInput{Title: "Deploy", OwnerID: w.person(), Start: "T-2h",
				Minutes: "20"}, "")
			w.refused(err)
		},
		"task done": func(w *world, s models.Stores, slug string) {
			if id, v, ok := w.one("run_tasks", slug); ok {
				_, err := s.Runsheets.SetDone(w.As(w.Lead), slug, id, true, "", v)
				w.refused(err)
			}
		},
		"T moves": func(w *world, s models.Stores, slug string) {
			l, err := s.Launches.Launch(w.As(w.Lead), slug)
			w.refused(err)
			_, err = s.Launches.Move(w.As(w.Lead), slug,
				launch.MoveInput{To: launch.Target{On: w.day(5, 40), Time: civil.At(9, 0), Zone: "UTC"}, Reason: "late", Version: l.Version})
			w.refused(err)
		},
		"launch renamed": func(w *world, s models.Stores, slug string) {
			l, err := s.Launches.Launch(w.As(w.Lead), slug)
			w.refused(err)
			_, err = s.Launches.UpdateLaunch(w.As(w.Lead), slug, launch.Input{Name: l.Name, LeadID: l.LeadID, Target: launch.Target{On: l.LaunchOn,
				Time: l.LaunchTime, Zone: l.Zone}, Summary: fmt.Sprint(w.n)}, l.Version)
			w.refused(err)
		},
		"launch cancelled or planned again": func(w *world, s models.Stores, slug string) {
			l, err := s.Launches.Launch(w.As(w.Lead), slug)
			w.refused(err)
			to := launch.Cancelled
			if l.State == launch.Cancelled {
				to = launch.Planning
			}
			_, err = s.Launches.SetState(w.As(w.Lead), slug, to, "so", l.Version)
			w.refused(err)
		},
		"meeting planned": func(w *world, s models.Stores, slug string) {
			if _, v, ok := w.one("meetings", slug); ok {
				id, _, _ := w.one("meetings", slug)
				_, err := s.GoNoGo.Cancel(w.As(w.Lead), slug, id, v, rapid.Bool().Draw(w.t, "back"))
				w.refused(err)
			}
		},
		"absence": func(w *world, s models.Stores, _ string) {
			on := w.day(-2, 30)
			w.refused(s.People.AddAbsence(w.As(w.Member), people.Absence{UserID: w.Member.ID, FirstDay: on, LastDay: on.AddDays(4)}, ""))
		},
		"person renamed": func(w *world, s models.Stores, _ string) {
			u, err := s.People.User(w.As(w.Other), w.Other.ID)
			w.refused(err)
			w.refused(s.People.UpdateOwn(w.As(w.Other), fmt.Sprint("Otto ", w.n), "UTC", u.Version))
		},
		"calendar event": func(w *world, s models.Stores, _ string) {
			on := w.day(0, 40)
			_, err := s.Calendar.Create(w.As(w.Admin), calendar.Input{Kind: calendar.Freeze, Title: "Freeze", FirstDay: on, LastDay: on.AddDays(5),
				Severity: calendar.Forbid}, "")
			w.refused(err)
		},
		"service": func(w *world, s models.Stores, slug string) {
			no := false
			id, err := s.Services.Create(w.As(w.Member), service.Input{Name: fmt.Sprint("Database ", w.n), Tier: service.Critical, Degrades: &no},
				"")
			w.refused(err)
			_, err = s.Services.Name(w.As(w.Member), slug, []int64{id}, "", "")
			w.refused(err)
		},
		"team": func(w *world, s models.Stores, _ string) {
			_, err := s.People.CreateTeam(w.As(w.Admin), fmt.Sprint("team", w.n), fmt.Sprint("Team ", w.n), "")
			w.refused(err)
		},
	}
}

// The list of each launch has the lines of a simple model, and what is stored is what is computed anew, after every kind of
// change, by any process.
func TestListMatchesModelAfterEveryChange(t *testing.T) {
	t.Parallel()
	if len(changes) < 30 {
		t.Fatalf("%d kinds of changes", len(changes))
	}
	dsn, c := dbtest.DSN(t), clock.NewManual(dbtest.Start)
	open := func() *db.DB {
		d, err := db.Open(dsn, db.Options{Now: c.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	o := modeltest.NewOrgOn(t, open(), c)
	other := models.NewStores(open())
	names := make([]string, 0, len(changes))
	for name := range changes {
		names = append(names, name)
	}
	slices.Sort(names)
	n, done := 0, map[string]int{"time passes": 1}
	rapid.Check(t, func(t *rapid.T) {
		c.Set(dbtest.Start)
		n++
		w := &world{Org: o, t: t, stores: [2]models.Stores{o.Stores, other}}
		w.slugs = []string{o.MakeLaunch(fmt.Sprint("First ", n), "standard").Slug, o.MakeLaunch(fmt.Sprint("Second ", n), "small").Slug}
		for range rapid.IntRange(4, 14).Draw(t, "length") {
			name := rapid.SampledFrom(names).Draw(t, "change")
			w.n++
			before := w.Count("SELECT COUNT(*) FROM audit_log")
			process := rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "process")
			changes[name](w, w.stores[process], rapid.SampledFrom([]string{w.slugs[0], w.slugs[0], w.slugs[1]}).Draw(t, "launch"))
			if w.Count("SELECT COUNT(*) FROM audit_log") > before {
				done[name]++
			}
			w.equal(name)
		}
	})
	if len(done) < 30 {
		t.Errorf("only %d kinds of changes succeeded: %v", len(done), done)
	}
}

// A change to one part of a cancelled launch leaves its list empty.
func TestListOfACancelledLaunchStaysEmpty(t *testing.T) {
	t.Parallel()
	o := modeltest.NewOrg(t)
	l := o.MakeLaunch("Stopped", "standard")
	l, err := o.Launches.SetState(o.As(o.Lead), l.Slug, launch.Cancelled, "no budget", l.Version)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err = o.Risks.Create(o.As(o.Lead), l.Slug, risk.Input{Title: "It breaks", Category: risk.Categories[0], Response: risk.Mitigate,
			Scores: risk.Scores{Current: risk.Score{Likelihood: 3, Impact: 4}}}, "")
		if err != nil {
			t.Fatal(err)
		}
		list, err := o.Readiness.Open(o.As(o.Viewer), l)
		if err != nil || list.Total != 0 || len(list.Lines) != 0 || list.State.Label != "Cancelled" {
			t.Errorf("%+v, %v", list, err)
		}
	}
}

// equal fails unless both processes read what is computed anew.
func (w *world) equal(after string) {
	w.t.Helper()
	for _, slug := range w.slugs {
		l, err := w.Launches.Launch(w.As(w.Viewer), slug)
		w.refused(err)
		computed, err := w.Readiness.Compute(w.As(w.Viewer), l)
		w.refused(err)
		w.matches(after, l, computed)
		for i, s := range w.stores {
			stored, err := s.Readiness.Open(w.As(w.Viewer), l)
			w.refused(err)
			states, err := s.Readiness.States(w.As(w.Viewer), l)
			w.refused(err)
			if a, b := asJSON(w.t, stored), asJSON(w.t, computed); a != b {
				w.t.Fatalf("after %q, process %d, %s:\nstored   %s\ncomputed %s", after, i, slug, a, b)
			}
			if a, b := states[l.ID], computed.State; a.Label != b.Label || a.Tone != b.Tone || a.Open != b.Open || a.ToCome != b.ToCome {
				w.t.Fatalf("after %q, process %d, %s: state %+v, computed %+v", after, i, slug, a, b)
			}
		}
	}
}
