package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/ics"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
)

// MaxFileName is the maximum stored length of a file name.
const MaxFileName = 120

// yearsAhead is the number of years for which series of an imported file are expanded.
const yearsAhead = 3

// ImportInput is a calendar file with the choices of the form.
type ImportInput struct {
	// Text is the result of ics.Text, and Name the name of the file.
	Text, Name string
	Kind       Kind
	// Region applies to all events. If it is empty, each event keeps its own location.
	Region string
	// Zone is the zone of times without one.
	Zone string
}

// Outcome is what an import does with an event.
type Outcome string

// The outcomes.
const (
	Adds    Outcome = "adds"
	Changes Outcome = "changes"
	Removes Outcome = "removes"
	Same    Outcome = "same"
	Left    Outcome = "left"
)

var outcomeLabels = enum.Labels[Outcome]{
	{Adds, "New"},
	{Changes, "Changed"},
	{Removes, "Removed"},
	{Left, "Left out"},
	{Same, "There already"},
}

// Outcomes lists the outcomes in the order of the preview.
var Outcomes = outcomeLabels.Values()

// Label returns the outcome as shown to users.
func (o Outcome) Label() string { return outcomeLabels.Label(o) }

// ImportRow is an event of a file with the outcome of its import.
type ImportRow struct {
	Line    int
	Outcome Outcome
	// Why is the reason why the event is left out or removed, or an assumption that was made.
	Why string
	// Event is the resulting event. For one that is left out, it has what is known.
	Event   Event
	Changes []Edit
	before  Event
}

// ImportPreview is the effect of an import. Nothing has been written.
type ImportPreview struct {
	// Name is the name of the calendar in the file.
	Name   string
	Rows   []ImportRow
	Others int
	// Sum identifies the content of the preview.
	Sum string
}

// Count returns the number of rows with an outcome.
func (p ImportPreview) Count(o Outcome) int {
	n := 0
	for _, r := range p.Rows {
		if r.Outcome == o {
			n++
		}
	}
	return n
}

// Writes returns the number of events that would be written.
func (p ImportPreview) Writes() int { return p.Count(Adds) + p.Count(Changes) + p.Count(Removes) }

// clean returns the input in its normal form, or Invalid.
func (in ImportInput) clean() (ImportInput, *time.Location, error) {
	var c fault.Check
	in.Region, in.Name = words.OneLine(in.Region), words.Truncate(words.OneLine(in.Name), MaxFileName)
	c.That(in.Kind.Valid(), "kind", "Choose what sort of events these are.")
	checkLength(&c, "region", in.Region, MaxRegion)
	loc, err := civil.Zone(in.Zone)
	if err != nil || in.Zone == "" {
		c.Add("zone", "Choose a time zone by its name, like Europe/Berlin.")
	}
	c.That(strings.TrimSpace(in.Text) != "", "file", "Choose a file that ends in .ics.")
	return in, loc, c.Err()
}

// read parses the file. It returns Invalid if the file cannot be read or has no events.
func (in ImportInput) read(loc *time.Location, today civil.Date) (ics.File, error) {
	f, err := ics.Read(in.Text, ics.Options{Floating: loc, From: today, To: civil.New(today.Year()+yearsAhead, today.Month(), today.Day())})
	if err != nil {
		return f, fault.Invalid("file", "%s", err.Error())
	}
	if len(f.Items) == 0 {
		return f, fault.Invalid("file", "There is no event in this file.")
	}
	return f, nil
}

// plan returns the outcome for each event of a file. known has the existing events by UID and key.
func (in ImportInput) plan(f ics.File, known map[[2]string]Event, today civil.Date, freezes bool) ImportPreview {
	p := ImportPreview{Name: words.Truncate(words.OneLine(f.Name), MaxFileName), Others: f.Others}
	seen, unsure := map[[2]string]bool{}, map[string]bool{}
	uids := map[string]bool{}
	for _, it := range f.Items {
		id := [2]string{it.UID, it.Key}
		seen[id], uids[it.UID] = true, true
		unsure[it.UID] = unsure[it.UID] || it.Problem != ""
		have, is := known[id]
		p.Rows = append(p.Rows, in.row(it, have, is, today, freezes))
	}
	for id, e := range known {
		if _, last := e.Days(e.Location()); seen[id] || !uids[id[0]] || unsure[id[0]] || e.Cancelled() || last.Before(today) {
			continue
		}
		r := ImportRow{Outcome: Removes, Why: "The file’s series does not have this day any more.", Event: e, before: e}
		r.Event.CancelledAt = db.At(time.UnixMilli(1))
		if e.restricted() && !freezes {
			r.Outcome, r.Why = Left, onlyAdministrators
		}
		p.Rows = append(p.Rows, r)
	}
	sortRows(p.Rows)
	p.Sum = p.checksum(in)
	return p
}

const onlyAdministrators = "It forbids launches here: only an administrator changes it."

// row returns the outcome for one event.
func (in ImportInput) row(it ics.Item, have Event, is bool, today civil.Date, freezes bool) ImportRow {
	r := ImportRow{Line: it.Line, Outcome: Left, Why: it.Remark, before: have}
	r.Event, r.Why = in.event(it, r.Why)
	_, last := r.Event.Days(r.Event.Location())
	switch {
	case it.Problem != "":
		r.Event.FirstDay, r.Event.StartAt, r.Why = civil.Date{}, db.Instant{}, it.Problem
	case r.Event.Title == "":
		r.Why = "It has no title."
	case tooLong(r.Event):
		r.Why = "It is longer than a year."
	case last.Before(today):
		r.Why = "It is over."
	case it.Cancelled && (!is || have.Cancelled()):
		r.Why = "The file says that it is cancelled."
	case is && have.restricted() && !freezes:
		r.Why = onlyAdministrators
	case it.Cancelled:
		r.Outcome, r.Why, r.Event = Removes, "The file says that it is cancelled.", have
		r.Event.CancelledAt = db.At(time.UnixMilli(1))
	case is && have.Cancelled():
		r.Why, r.Event.ID = "It was deleted here. Restore it on its page if it holds after all.", have.ID
	case is:
		r.update(have)
	default:
		r.Outcome = Adds
	}
	return r
}

func tooLong(e Event) bool {
	first, last := e.Days(e.Location())
	return last.Sub(first) >= maxDays
}

// update makes the row a change of an existing event, or marks it as unchanged. Properties that the
// file does not have, such as services and severity, keep the values that people set. As long as
// the event in the file is unchanged, all properties do.
func (r *ImportRow) update(have Event) {
	after, from := have, r.Event
	if have.SourceHash != from.SourceHash {
		if from.Kind != have.Kind {
			after.Kind, after.Severity = from.Kind, from.Kind.Usual()
		}
		after.Title, after.Note, after.Region, after.SourceHash = from.Title, from.Note, from.Region, from.SourceHash
		after.FirstDay, after.LastDay, after.StartAt, after.EndAt, after.Zone = from.FirstDay, from.LastDay, from.StartAt, from.EndAt, from.Zone
	}
	r.Event, r.Outcome = after, Same
	for _, c := range changesOf(have, after) {
		r.Outcome = Changes
		r.Changes = append(r.Changes, Edit(c))
	}
}

// event returns an item as a new event, and the remarks on it.
func (in ImportInput) event(it ics.Item, remark string) (Event, string) {
	title := words.OneLine(it.Summary)
	if len([]rune(title)) > MaxTitle {
		title, remark = words.Truncate(title, MaxTitle), strings.TrimSpace(remark+" Its title is cut.")
	}
	e := Event{Kind: in.Kind, Title: title, Note: words.Truncate(strings.TrimSpace(it.Description), MaxNote), Region: in.Region,
		Severity: in.Kind.Usual(),
		FirstDay: it.Day, LastDay: it.LastDay, StartAt: db.At(it.Start), EndAt: db.At(it.End), Zone: it.Zone, SourceUID: it.UID,
		SourceKey: it.Key}
	if it.Day.IsZero() && it.Start.IsZero() {
		e.StartAt, e.EndAt = db.Instant{}, db.Instant{}
	}
	if e.Region == "" {
		e.Region = words.Truncate(words.OneLine(it.Location), MaxRegion)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %s %s %d %d %s", e.Kind, e.Title, e.Note, e.Region, e.FirstDay, e.LastDay,
		it.Start.UnixMilli(), it.End.UnixMilli(), e.Zone))
	e.SourceHash = hex.EncodeToString(sum[:12])
	return e, remark
}

// checksum identifies the preview, including the versions of the existing events.
func (p ImportPreview) checksum(in ImportInput) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q\n", in.Kind, in.Region, in.Zone)
	for _, r := range p.Rows {
		fmt.Fprintf(h, "%s %q %q %s %d %d\n", r.Outcome, r.Event.SourceUID, r.Event.SourceKey, r.Event.SourceHash, r.before.ID, r.before.Version)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
