package planimport

import (
	"fmt"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/template"
)

func (r *Row) fail(f Field, question, format string, args ...any) {
	r.Errors = append(r.Errors, Issue{Field: f, Text: fmt.Sprintf(format, args...), Question: question})
}

func (r *Row) warn(f Field, format string, args ...any) {
	r.Warnings = append(r.Warnings, Issue{Field: f, Text: fmt.Sprintf(format, args...)})
}

// addRow adds a row to the preview. A row that is left out asks no questions.
func (b *builder) addRow(i int) {
	r := Row{Index: i, Line: b.table.Rows[i].Line, LeftOut: b.in.LeaveOut[i]}
	r.Cells, r.Edited = b.cells(i)
	r.Title = words.OneLine(r.Cells[FieldTitle])
	r.Known = b.known[titleKey(r.Title)] != 0 && r.Title != ""
	r.LeftOut = r.LeftOut || r.Known && b.in.SkipKnown
	if r.LeftOut {
		r.Schedule.Anchor = template.Follows
		b.out.Rows = append(b.out.Rows, r)
		return
	}
	b.title(&r)
	b.people(&r)
	b.lane(&r)
	b.kind(&r)
	b.status(&r)
	b.refuseViewers(&r)
	b.schedule(&r)
	r.Description = strings.TrimSpace(r.Cells[FieldDescription])
	if n := len([]rune(r.Description)); n > launch.MaxText {
		r.fail(FieldDescription, "", "The description has %d characters; at most %d are kept.", n, launch.MaxText)
	}
	r.links()
	if id := words.OneLine(r.Cells[FieldID]); id != "" {
		b.byID[id] = i
	}
	b.out.Rows = append(b.out.Rows, r)
}

// refuseViewers adds errors for viewers who are named for something to do. Finished items are
// history, which may name anybody.
func (b *builder) refuseViewers(r *Row) {
	if r.Status.To.Finished() {
		return
	}
	for _, place := range []struct {
		field Field
		ids   []int64
	}{
		{FieldOwner, []int64{r.OwnerID}}, {FieldHelpers, r.Helpers}, {FieldReviewer, []int64{r.ReviewerID}},
		{FieldUnblocker, []int64{db.IDOf(r.Status.UnblockerID)}},
	} {
		for _, id := range place.ids {
			if name := b.who.viewer[id]; name != "" {
				r.fail(place.field, "", "%s is a viewer and cannot change anything. Choose a member.", name)
			}
		}
	}
}

func (b *builder) title(r *Row) {
	switch n := len([]rune(r.Title)); {
	case n == 0:
		r.fail(FieldTitle, "", "It has no title.")
		return
	case n > launch.MaxTitle:
		r.fail(FieldTitle, "", "The title has %d characters; at most %d are kept.", n, launch.MaxTitle)
	}
	if r.Known {
		r.warn(FieldTitle, "The launch has a deliverable of this title already.")
	}
	k := titleKey(r.Title)
	if first, twice := b.byTitle[k]; twice {
		r.warn(FieldTitle, "The same title stands on line %d.", b.table.Rows[first].Line)
		return
	}
	b.byTitle[k] = r.Index
}

func (b *builder) people(r *Row) {
	before := len(r.Errors)
	r.OwnerID = b.person(r, FieldOwner, r.Cells[FieldOwner])
	if r.OwnerID == 0 && len(r.Errors) == before {
		r.warn(FieldOwner, "It has no owner.")
	}
	r.help(b.persons(r, FieldHelpers, r.Cells[FieldHelpers]), r.OwnerID)
	if len(r.Helpers) > launch.MaxHelpers {
		r.fail(FieldHelpers, "", "It has %d helpers; name at most %d.", len(r.Helpers), launch.MaxHelpers)
	}
	r.ReviewerID = b.person(r, FieldReviewer, r.Cells[FieldReviewer])
}

func (b *builder) lane(r *Row) {
	text := words.OneLine(r.Cells[FieldLane])
	if text == "" {
		r.Lane = b.laneWithout(r.OwnerID)
		return
	}
	if l, ok := b.laneNamed(text); ok {
		r.Lane = l
		return
	}
	q := b.questions.ask(Question{Sort: "lane", Text: text, Answer: NewLane, Why: "There is no such lane yet"}, b.in.Answers, b.validLane)
	r.Lane = Lane{Name: text}
	if id, _ := strconv.ParseInt(q.Answer, 10, 64); id != 0 {
		r.Lane = Lane{id, b.Plan.Lane(id).Name}
	} else if len([]rune(text)) > launch.MaxTitle {
		r.fail(FieldLane, "", "The lane's name is longer than %d characters.", launch.MaxTitle)
	}
}

func (b *builder) validLane(answer string) bool {
	id, err := strconv.ParseInt(answer, 10, 64)
	return answer == NewLane || err == nil && b.Plan.Lane(id).ID != 0
}

func (b *builder) laneNamed(text string) (Lane, bool) {
	for _, same := range []func(launch.Lane) string{func(l launch.Lane) string {
		return l.Name
	}, func(l launch.Lane) string { return l.Key }} {
		for _, l := range b.Plan.Lanes {
			if titleKey(same(l)) == titleKey(text) {
				return Lane{l.ID, l.Name}, true
			}
		}
	}
	return Lane{}, false
}

// laneWithout returns the lane for a row without one.
func (b *builder) laneWithout(owner int64) Lane {
	if id, _ := strconv.ParseInt(b.in.Lane, 10, 64); id != 0 && b.Plan.Lane(id).ID != 0 {
		return Lane{id, b.Plan.Lane(id).Name}
	}
	if b.in.Lane == NewLane || len(b.Plan.Lanes) == 0 {
		l, _ := b.laneNamed(DefaultLane)
		l.Name = DefaultLane
		return l
	}
	team := db.IDOf(b.out.people[owner].TeamID)
	for _, l := range b.Plan.Lanes {
		if team != 0 && db.IDOf(l.TeamID) == team {
			return Lane{l.ID, l.Name}
		}
	}
	return Lane{b.Plan.Lanes[0].ID, b.Plan.Lanes[0].Name}
}

func (b *builder) kind(r *Row) {
	text := words.OneLine(r.Cells[FieldKind])
	switch k, ok := kindNamed(text); {
	case text == "":
		r.Kind = b.kindWithout(r.Lane)
	case ok:
		r.Kind = k
	default:
		q := b.questions.ask(Question{Sort: "kind", Text: text, Answer: string(template.KindOther), Why: "This is none of the kinds"},
			b.in.Answers,
			func(a string) bool { return template.Kind(a).Valid() })
		r.Kind = template.Kind(q.Answer)
	}
}

// kindWithout returns the kind of a row without one: the chosen one, or that of the team in whose
// lane it is.
func (b *builder) kindWithout(l Lane) template.Kind {
	if b.in.Kind.Valid() {
		return b.in.Kind
	}
	if k := template.Kind(b.Plan.Lane(l.ID).Key + "_task"); k.Valid() {
		return k
	}
	return template.KindOther
}

func kindNamed(text string) (template.Kind, bool) {
	key := columnKey(text)
	for _, k := range template.Kinds {
		label := columnKey(k.Label())
		if key == label || key == columnKey(string(k)) || key == strings.TrimSuffix(label, " task") {
			return k, true
		}
	}
	return "", false
}

// statusWords maps names of statuses in other tools.
var statusWords = map[string]launch.Status{
	"to do": launch.NotStarted, "todo": launch.NotStarted, "open": launch.NotStarted, "new": launch.NotStarted,
	"planned": launch.NotStarted, "backlog": launch.NotStarted, "offen": launch.NotStarted,
	"wip": launch.InProgress, "doing": launch.InProgress, "started": launch.InProgress, "ongoing": launch.InProgress,
	"active": launch.InProgress, "in arbeit": launch.InProgress, "begonnen": launch.InProgress,
	"review": launch.InReview, "reviewing": launch.InReview, "in prufung": launch.InReview,
	"complete": launch.Done, "completed": launch.Done, "closed": launch.Done, "finished": launch.Done, "resolved": launch.Done,
	"fertig": launch.Done, "erledigt": launch.Done,
	"on hold": launch.Blocked, "stuck": launch.Blocked, "waiting": launch.Blocked, "blockiert": launch.Blocked,
	"cancelled": launch.Skipped, "canceled": launch.Skipped, "dropped": launch.Skipped, "not applicable": launch.Skipped,
	"wont do": launch.Skipped, "won t do": launch.Skipped, "entfallt": launch.Skipped,
	"live": launch.Published,
}

func statusNamed(text string) (launch.Status, bool) {
	key := columnKey(text)
	for _, k := range []template.Kind{template.KindOther, template.KindAnnouncement} { // a task and a material
		for _, s := range launch.Statuses(k) {
			if key == columnKey(string(s)) {
				return s, true
			}
		}
	}
	s, ok := statusWords[key]
	return s, ok
}

func (b *builder) status(r *Row) {
	text := words.OneLine(r.Cells[FieldStatus])
	to, ok := statusNamed(text)
	switch {
	case text == "":
		to = launch.NotStarted
	case !ok:
		q := b.questions.ask(Question{Sort: "status", Text: text, Why: "This is none of the statuses"}, b.in.Answers,
			func(a string) bool { _, ok := statusNamed(a); return ok })
		if q.Open() {
			r.fail(FieldStatus, q.Key, "%s: “%s”.", q.Why, q.Text)
			return
		}
		to = launch.Status(q.Answer)
	}
	ch := launch.StatusChange{To: to.For(r.Kind), BlockedReason: r.Cells[FieldBlocked], SkipReason: r.Cells[FieldSkipped]}
	if id := b.person(r, FieldUnblocker, r.Cells[FieldUnblocker]); id != 0 {
		ch.UnblockerID = &id
	}
	ch, err := ch.Clean(r.Kind)
	for _, f := range fault.FieldsOf(err) {
		field := Field(f.Name)
		if !field.Valid() {
			field = FieldStatus
		}
		r.fail(field, "", "%s: %s", ch.To.Label(), f.Message)
	}
	r.Status = ch
}
