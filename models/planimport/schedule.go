package planimport

import (
	"regexp"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/tabular"
	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/template"
)

var stampPattern = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}:\d{2}.*)$`)

// schedule parses the start and due dates of a row. A time with a zone is converted to the launch's
// zone, which may change the day.
func (b *builder) schedule(r *Row) {
	start, due, clock := r.Cells[FieldStart], strings.TrimSpace(r.Cells[FieldDue]), r.Cells[FieldTime]
	if m := stampPattern.FindStringSubmatch(due); m != nil {
		due = m[1]
		if strings.TrimSpace(clock) == "" {
			clock = m[2]
		}
	}
	if m := stampPattern.FindStringSubmatch(strings.TrimSpace(start)); m != nil {
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
	if days := e.Sub(b.Plan.LaunchOn); days > launch.MaxDays || days < -launch.MaxDays {
		r.fail(FieldDue, "", "%s is more than five years from launch day; check the year.", e.Long())
	}
}

func (b *builder) anchor(r *Row) template.Anchor {
	text := columnKey(r.Cells[FieldPolicy])
	for _, a := range template.Anchors {
		if text == columnKey(string(a)) || text == columnKey(a.Label()) {
			return a
		}
	}
	if text != "" {
		r.fail(FieldPolicy, "", "“%s” is none of: follows, pinned, previous workday, next workday.", words.OneLine(r.Cells[FieldPolicy]))
	}
	if b.in.Pinned {
		return template.Pinned
	}
	return template.Follows
}

// day parses a date cell or, if it is empty, the cell with the offset from T.
func (b *builder) day(r *Row, f Field, text string, orElse Field) civil.Date {
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

// parseNear parses a date. If the year is missing, it is the one that is nearest to launch day.
func parseNear(text string, t civil.Date) (tabular.Cell, error) {
	best, err := tabular.ParseDate(text, t.Year())
	if err != nil || best.IsOffset || best.IsZero() {
		if err != nil { // for example, 29 February in another year
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

// clock parses the time due, and returns its day in the launch's zone.
func (b *builder) clock(r *Row, due civil.Date, text string) (civil.TimeOfDay, civil.Date) {
	at, zone, err := tabular.ParseTime(text)
	if err == nil && zone == nil && !at.IsZero() && b.zoneNamed != "" {
		// "Time (UTC)"; other text in parentheses is a remark.
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

// offsets sets the offsets from T that our own export contains, if they match the dates: the due
// date of an item that moves off a weekend is a Friday, but its offset belongs to the Saturday.
func (b *builder) offsets(r *Row, s launch.Schedule) launch.Schedule {
	kept := s
	for f, to := range map[Field]*int{FieldStartOffset: &kept.StartOffset, FieldDueOffset: &kept.DueOffset} {
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

// When returns a row's dates as text for the preview.
func When(p *launch.Plan, s launch.Schedule) (fromT, dates string) {
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
