package launch

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/tabular"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/template"
)

func (r *ImportRow) fail(f ImportField, question, format string, args ...any) {
	r.Errors = append(r.Errors, ImportIssue{Field: f, Text: fmt.Sprintf(format, args...), Question: question})
}

func (r *ImportRow) warn(f ImportField, format string, args ...any) {
	r.Warnings = append(r.Warnings, ImportIssue{Field: f, Text: fmt.Sprintf(format, args...)})
}

// addRow decides what a row becomes. What is left out asks no questions.
func (b *builder) addRow(i int) {
	r := ImportRow{Index: i, Line: b.table.Rows[i].Line, LeftOut: b.in.LeaveOut[i]}
	r.Cells, r.Edited = b.cells(i)
	r.Title = oneLine(r.Cells[FieldTitle])
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
	if n := len([]rune(r.Description)); n > MaxText {
		r.fail(FieldDescription, "", "The description has %d characters; at most %d are kept.", n, MaxText)
	}
	r.links()
	if id := oneLine(r.Cells[FieldID]); id != "" {
		b.byID[id] = i
	}
	b.out.Rows = append(b.out.Rows, r)
}

// refuseViewers says who cannot do what they are named for. Of what is finished
// it is history, which may name anybody.
func (b *builder) refuseViewers(r *ImportRow) {
	if r.Status.To.Finished() {
		return
	}
	for _, place := range []struct {
		field ImportField
		ids   []int64
	}{
		{FieldOwner, []int64{r.OwnerID}}, {FieldHelpers, r.Helpers}, {FieldReviewer, []int64{r.ReviewerID}}, {FieldUnblocker, []int64{db.IDOf(r.Status.UnblockerID)}},
	} {
		for _, id := range place.ids {
			if name := b.who.viewer[id]; name != "" {
				r.fail(place.field, "", "%s is a viewer and cannot change anything. Choose a member.", name)
			}
		}
	}
}

func (b *builder) title(r *ImportRow) {
	switch n := len([]rune(r.Title)); {
	case n == 0:
		r.fail(FieldTitle, "", "It has no title.")
		return
	case n > MaxTitle:
		r.fail(FieldTitle, "", "The title has %d characters; at most %d are kept.", n, MaxTitle)
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

func (b *builder) people(r *ImportRow) {
	before := len(r.Errors)
	r.OwnerID = b.person(r, FieldOwner, r.Cells[FieldOwner])
	if r.OwnerID == 0 && len(r.Errors) == before {
		r.warn(FieldOwner, "It has no owner.")
	}
	r.help(b.persons(r, FieldHelpers, r.Cells[FieldHelpers]), r.OwnerID)
	if len(r.Helpers) > maxHelpers {
		r.fail(FieldHelpers, "", "It has %d helpers; name at most %d.", len(r.Helpers), maxHelpers)
	}
	r.ReviewerID = b.person(r, FieldReviewer, r.Cells[FieldReviewer])
}

func (b *builder) lane(r *ImportRow) {
	text := oneLine(r.Cells[FieldLane])
	if text == "" {
		r.Lane = b.laneWithout(r.OwnerID)
		return
	}
	if l, ok := b.laneNamed(text); ok {
		r.Lane = l
		return
	}
	q := b.questions.ask(ImportQuestion{Sort: "lane", Text: text, Answer: NewLane, Why: "There is no such lane yet"}, b.in.Answers, b.validLane)
	r.Lane = ImportLane{Name: text}
	if id, _ := strconv.ParseInt(q.Answer, 10, 64); id != 0 {
		r.Lane = ImportLane{id, b.Plan.Lane(id).Name}
	} else if len([]rune(text)) > MaxTitle {
		r.fail(FieldLane, "", "The lane's name is longer than %d characters.", MaxTitle)
	}
}

func (b *builder) validLane(answer string) bool {
	id, err := strconv.ParseInt(answer, 10, 64)
	return answer == NewLane || err == nil && b.Plan.Lane(id).ID != 0
}

func (b *builder) laneNamed(text string) (ImportLane, bool) {
	for _, same := range []func(Lane) string{func(l Lane) string { return l.Name }, func(l Lane) string { return l.Key }} {
		for _, l := range b.Plan.Lanes {
			if titleKey(same(l)) == titleKey(text) {
				return ImportLane{l.ID, l.Name}, true
			}
		}
	}
	return ImportLane{}, false
}

// laneWithout is the lane of a row that names none.
func (b *builder) laneWithout(owner int64) ImportLane {
	if id, _ := strconv.ParseInt(b.in.Lane, 10, 64); id != 0 && b.Plan.Lane(id).ID != 0 {
		return ImportLane{id, b.Plan.Lane(id).Name}
	}
	if b.in.Lane == NewLane || len(b.Plan.Lanes) == 0 {
		l, _ := b.laneNamed(DefaultLane)
		l.Name = DefaultLane
		return l
	}
	team := db.IDOf(b.out.people[owner].TeamID)
	for _, l := range b.Plan.Lanes {
		if team != 0 && db.IDOf(l.TeamID) == team {
			return ImportLane{l.ID, l.Name}
		}
	}
	return ImportLane{b.Plan.Lanes[0].ID, b.Plan.Lanes[0].Name}
}

func (b *builder) kind(r *ImportRow) {
	text := oneLine(r.Cells[FieldKind])
	switch k, ok := kindNamed(text); {
	case text == "":
		r.Kind = b.kindWithout(r.Lane)
	case ok:
		r.Kind = k
	default:
		q := b.questions.ask(ImportQuestion{Sort: "kind", Text: text, Answer: string(template.KindOther), Why: "This is none of the kinds"}, b.in.Answers,
			func(a string) bool { return template.Kind(a).Valid() })
		r.Kind = template.Kind(q.Answer)
	}
}

// kindWithout is the kind of a row that names none: the chosen one, or that of
// the team whose lane it is in.
func (b *builder) kindWithout(l ImportLane) template.Kind {
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

// statusWords are what other tools call the stages.
var statusWords = map[string]Status{
	"to do": NotStarted, "todo": NotStarted, "open": NotStarted, "new": NotStarted, "planned": NotStarted, "backlog": NotStarted, "offen": NotStarted,
	"wip": InProgress, "doing": InProgress, "started": InProgress, "ongoing": InProgress, "active": InProgress, "in arbeit": InProgress, "begonnen": InProgress,
	"review": InReview, "reviewing": InReview, "in prufung": InReview,
	"complete": Done, "completed": Done, "closed": Done, "finished": Done, "resolved": Done, "fertig": Done, "erledigt": Done,
	"on hold": Blocked, "stuck": Blocked, "waiting": Blocked, "blockiert": Blocked,
	"cancelled": Skipped, "canceled": Skipped, "dropped": Skipped, "not applicable": Skipped, "wont do": Skipped, "won t do": Skipped, "entfallt": Skipped,
	"live": Published,
}

func statusNamed(text string) (Status, bool) {
	key := columnKey(text)
	for _, all := range [][]Status{taskStatuses, materialStatuses} {
		for _, s := range all {
			if key == columnKey(string(s)) {
				return s, true
			}
		}
	}
	s, ok := statusWords[key]
	return s, ok
}

func (b *builder) status(r *ImportRow) {
	text := oneLine(r.Cells[FieldStatus])
	to, ok := statusNamed(text)
	switch {
	case text == "":
		to = NotStarted
	case !ok:
		q := b.questions.ask(ImportQuestion{Sort: "status", Text: text, Why: "This is none of the statuses"}, b.in.Answers,
			func(a string) bool { _, ok := statusNamed(a); return ok })
		if q.Open() {
			r.fail(FieldStatus, q.Key, "%s: “%s”.", q.Why, q.Text)
			return
		}
		to = Status(q.Answer)
	}
	ch := StatusChange{To: to.For(r.Kind), BlockedReason: r.Cells[FieldBlocked], SkipReason: r.Cells[FieldSkipped]}
	if id := b.person(r, FieldUnblocker, r.Cells[FieldUnblocker]); id != 0 {
		ch.UnblockerID = &id
	}
	ch, err := ch.Clean(r.Kind)
	for _, f := range fault.FieldsOf(err) {
		field := ImportField(f.Name)
		if !field.Valid() {
			field = FieldStatus
		}
		r.fail(field, "", "%s: %s", ch.To.Label(), f.Message)
	}
	r.Status = ch
}

var stamp = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:\d{2}.*)$`)

// schedule reads when a row starts and is due. A time with a zone is the launch's
// own time of that moment, and the day may change with it.
func (b *builder) schedule(r *ImportRow) {
	start, due, clock := r.Cells[FieldStart], strings.TrimSpace(r.Cells[FieldDue]), r.Cells[FieldTime]
	if m := stamp.FindStringSubmatch(due); m != nil {
		due = m[1]
		if strings.TrimSpace(clock) == "" {
			clock = m[2]
		}
	}
	if m := stamp.FindStringSubmatch(strings.TrimSpace(start)); m != nil {
		start = m[1]
	}
	r.Schedule.Anchor = b.anchor(r)
	s, e := b.day(r, FieldStart, start, FieldStartOffset), b.day(r, FieldDue, due, FieldDueOffset)
	if e.IsZero() {
		e = s
	}
	at, shifted := b.clock(r, e, clock)
	if s == e || s.After(shifted) && !s.After(e) {
		s = shifted
	}
	e = shifted
	if e.IsZero() {
		if len(r.Errors) == 0 && !at.IsZero() {
			r.fail(FieldDue, "", "It has a time, but no day.")
		} else if len(r.Errors) == 0 {
			r.warn(FieldDue, "It has no date and will stand under Unscheduled.")
		}
		return
	}
	if s.After(e) {
		r.fail(FieldDue, "", "It would be due on %s, before it starts on %s.", e.Long(), s.Long())
		return
	}
	r.Schedule.DueTime = at
	r.Schedule = b.offsets(r, r.Schedule.Moved(b.Plan.LaunchOn, s, e))
	if days := e.Sub(b.Plan.LaunchOn); days > farthest || days < -farthest {
		r.fail(FieldDue, "", "%s is more than five years from launch day; check the year.", e.Long())
	}
}

func (b *builder) anchor(r *ImportRow) template.Anchor {
	text := columnKey(r.Cells[FieldPolicy])
	for _, a := range template.Anchors {
		if text == columnKey(string(a)) || text == columnKey(a.Label()) {
			return a
		}
	}
	if text != "" {
		r.fail(FieldPolicy, "", "“%s” is none of: follows, pinned, previous workday, next workday.", oneLine(r.Cells[FieldPolicy]))
	}
	if b.in.Pinned {
		return template.Pinned
	}
	return template.Follows
}

// day reads a date cell; where it is empty, the cell with the distance from T.
func (b *builder) day(r *ImportRow, f ImportField, text string, orElse ImportField) civil.Date {
	if strings.TrimSpace(text) == "" {
		f, text = orElse, r.Cells[orElse]
	}
	cell, err := parseNear(text, b.Plan.LaunchOn)
	if err != nil {
		r.fail(f, "", "%s: %s.", f.Label(), strings.TrimSuffix(err.Error(), "."))
		return civil.Date{}
	}
	if cell.IsOffset {
		return b.Plan.LaunchOn.AddDays(cell.Offset)
	}
	return cell.Date
}

// parseNear reads a date that may lack its year, which then is the one that
// brings it nearest to launch day.
func parseNear(text string, t civil.Date) (tabular.Cell, error) {
	best, err := tabular.ParseDate(text, t.Year())
	if err != nil || best.IsOffset || best.IsZero() {
		if err != nil { // 29 February, say, in another year
			return tabular.ParseDate(text, 0)
		}
		return best, err
	}
	for _, year := range []int{t.Year() - 1, t.Year() + 1} {
		other, err := tabular.ParseDate(text, year)
		if err == nil && distanceOf(other.Date, t) < distanceOf(best.Date, t) {
			best = other
		}
	}
	return best, nil
}

func distanceOf(a, b civil.Date) int { return max(a.Sub(b), b.Sub(a)) }

// clock reads the time due, and returns the day that it falls on in the launch's zone.
func (b *builder) clock(r *ImportRow, due civil.Date, text string) (civil.TimeOfDay, civil.Date) {
	at, zone, err := tabular.ParseTime(text)
	if err == nil && zone == nil && !at.IsZero() && b.zoneNamed != "" {
		// "Time (UTC)"; what is no zone in the brackets is just a remark.
		if _, named, err := tabular.ParseTime(at.String() + " " + b.zoneNamed); err == nil {
			zone = named
		}
	}
	if err != nil {
		r.fail(FieldTime, "", "%s.", strings.TrimSuffix(err.Error(), "."))
		return at, due
	}
	if at.IsZero() || due.IsZero() {
		return at, due
	}
	here := b.Plan.Location()
	in := zone
	if in == nil {
		in = here
	}
	moment, how := civil.Instant(due, at, in)
	if how == civil.Skipped {
		r.fail(FieldTime, "", "%s does not exist on %s in %s: the clocks go forward.", at, due.Long(), in)
		return at, due
	}
	if zone == nil {
		return at, due
	}
	return civil.TimeOf(moment, here), civil.Of(moment, here)
}

// offsets takes over the distances from T that our own export carries, as long
// as they agree with the dates: an item that goes back over a weekend is due on
// a Friday, but belongs to the Saturday.
func (b *builder) offsets(r *ImportRow, s Schedule) Schedule {
	kept := s
	for f, to := range map[ImportField]*int{FieldStartOffset: &kept.StartOffset, FieldDueOffset: &kept.DueOffset} {
		cell, err := tabular.ParseDate(r.Cells[f], 0)
		if err != nil || !cell.IsOffset {
			return s
		}
		*to = cell.Offset
	}
	if again := kept.On(b.Plan.LaunchOn); again.StartsOn == s.StartsOn && again.DueOn == s.DueOn {
		return again
	}
	return s
}

// ImportWhen is a row's time as the preview shows it.
func (p *Plan) ImportWhen(s Schedule) (fromT, dates string) {
	if s.Unscheduled() {
		return "", "No date"
	}
	fromT, dates = civil.Countdown(p.LaunchOn, s.DueOn), s.DueOn.Long()
	if s.StartsOn != s.DueOn {
		fromT = civil.Countdown(p.LaunchOn, s.StartsOn) + " – " + fromT
		dates = s.StartsOn.Short() + " – " + dates
	}
	if !s.DueTime.IsZero() {
		at, _ := civil.Instant(s.DueOn, s.DueTime, p.Location())
		dates += ", " + s.DueTime.String() + " " + at.In(p.Location()).Format("MST")
	}
	return fromT, dates
}
