package readiness

import (
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/template"
)

var _ launch.Starter = (*Store)(nil)

// Start gives a new launch what its template says it is judged by. It is part
// of making the launch, whose audit row names the template.
func (s *Store) Start(tx *db.Tx, m launch.Made) error {
	st := starter{tx: tx, m: m, of: map[string]int64{}}
	for _, step := range []func() error{st.questions, st.checklists, st.rituals, st.parity, st.criteria, st.runSheet, st.meeting} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// starter keeps the ids of what was made, by what a criterion calls it.
type starter struct {
	tx *db.Tx
	m  launch.Made
	of map[string]int64
}

func (st *starter) questions() error {
	var rows []Question
	for i, q := range st.m.Template.Questions {
		row := Question{
			LaunchID: st.m.Launch.ID, Key: q.Key, Ask: q.Ask, Good: q.Good, Flag: q.Flag, OwnerID: st.m.Who(q.Role), RoleKey: q.Role, Dated: q.Dated,
			LatestOffset: q.Latest, Options: []Option{}, Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now,
		}
		for _, a := range q.Answers {
			row.Options = append(row.Options, Option(a))
		}
		rows = append(rows, row)
	}
	if err := insertAll(st.tx.DB, rows); err != nil {
		return err
	}
	for _, r := range rows {
		st.of[template.ByQuestion+" "+r.Key] = r.ID
	}
	return nil
}

func (st *starter) checklists() error {
	for i, l := range st.m.Template.Checklists {
		list := Checklist{LaunchID: st.m.Launch.ID, Key: l.Key, Name: l.Name, Mode: l.Mode, Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now}
		if err := st.tx.DB.Create(&list).Error; err != nil {
			return err
		}
		st.of[template.ByChecklist+" "+l.Key] = list.ID
		var rows []Check
		for j, it := range l.Items {
			rows = append(rows, Check{
				LaunchID: st.m.Launch.ID, ChecklistID: list.ID, Key: it.Key, Title: it.Title, Part: it.Part, OwnerID: st.m.Who(it.Role), RoleKey: it.Role,
				DueOffset: &it.Due, State: CheckOpen, Position: j, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now,
			})
		}
		if err := insertAll(st.tx.DB, rows); err != nil {
			return err
		}
		for _, r := range rows {
			st.of[template.ByCheck+" "+l.Key+"/"+r.Key] = r.ID
		}
	}
	return nil
}

func (st *starter) rituals() error {
	for i, o := range st.m.Template.Rituals {
		r := Ritual{
			LaunchID: st.m.Launch.ID, Key: o.Key, Name: o.Name, OwnerID: st.m.Who(o.Role), RoleKey: o.Role, FromOffset: o.From, ToOffset: o.To, Peak: o.Peak,
			Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now,
		}
		if err := st.tx.DB.Create(&r).Error; err != nil {
			return err
		}
		st.of[template.ByRun+" "+o.Key] = r.ID
		var steps []Step
		for j, s := range o.Steps {
			steps = append(steps, Step{RitualID: r.ID, Title: s.Title, Weight: s.Weight, Position: j})
		}
		if err := insertAll(st.tx.DB, steps); err != nil {
			return err
		}
		if _, _, err := planRuns(st.tx, st.m.Launch, r, nil); err != nil {
			return err
		}
	}
	return nil
}

func (st *starter) parity() error {
	var rows []ParityRow
	for i, aspect := range st.m.Template.Parity {
		rows = append(rows, ParityRow{LaunchID: st.m.Launch.ID, Aspect: aspect, Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now})
	}
	return insertAll(st.tx.DB, rows)
}

func (st *starter) criteria() error {
	for key, id := range st.m.Items {
		st.of[template.ByDeliverable+" "+key] = id
	}
	rows := st.lines(KindGo, st.m.Template.Criteria)
	return insertAll(st.tx.DB, append(rows, st.lines(KindNoGo, st.m.Template.Conditions)...))
}

func (st *starter) lines(kind Kind, of []template.Criterion) []Criterion {
	var rows []Criterion
	for i, c := range of {
		row := Criterion{
			LaunchID: st.m.Launch.ID, Key: c.Key, Kind: kind, Title: c.Title, OwnerID: st.m.Who(c.Role), RoleKey: c.Role, Bind: c.By,
			Environment: Environment(c.Environment), RenewMinutes: 60 * c.Renew, Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now,
		}
		if id, ok := st.of[c.By+" "+c.Of]; ok {
			row.BindID = &id
		}
		if c.By == template.ByRisks || c.By == template.ByCoverage {
			row.BindRule = c.Of
		}
		rows = append(rows, row)
	}
	return rows
}

func (st *starter) runSheet() error {
	var rows []RunTask
	for i, k := range st.m.Template.RunSheet {
		owner, fallback := st.m.Who(k.Role), st.m.Who(k.Fallback)
		if db.IDOf(owner) == db.IDOf(fallback) {
			fallback = nil // one person in both roles cannot stand in for themselves
		}
		rows = append(rows, RunTask{
			LaunchID: st.m.Launch.ID, Title: k.Title, OwnerID: owner, FallbackID: fallback, RoleKey: k.Role, FallbackKey: k.Fallback,
			StartMinutes: k.StartMinutes(), Minutes: k.Minutes, Needs: k.Needs, Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now,
		})
	}
	return insertAll(st.tx.DB, rows)
}

// meeting plans the first go/no-go meeting with who fills the seats. One
// person with two functions has the first seat that they fill.
func (st *starter) meeting() error {
	t := st.m.Template.Meeting
	if t.At == "" {
		return nil
	}
	item := st.m.Items[t.At]
	m := Meeting{LaunchID: st.m.Launch.ID, Number: 1, ItemID: &item, ChairID: &st.m.Launch.LeadID, State: "planned", Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now}
	if err := st.tx.DB.Create(&m).Error; err != nil {
		return err
	}
	var rows []Seat
	taken := map[int64]bool{}
	for i, s := range t.Seats {
		who := st.m.Who(s.Role)
		if who != nil && taken[*who] {
			who = nil
		}
		if who != nil {
			taken[*who] = true
		}
		rows = append(rows, Seat{MeetingID: m.ID, UserID: who, RoleKey: s.Role, Function: s.Function, Mandatory: s.Mandatory, Position: i, Version: 1, CreatedAt: st.tx.Now, UpdatedAt: st.tx.Now})
	}
	return insertAll(st.tx.DB, rows)
}
