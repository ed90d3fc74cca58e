package ics

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"tminus/internal/civil"
)

// reader turns event blocks into items.
type reader struct {
	opt    Options
	zones  map[string]string
	items  []Item
	rules  int
	series map[string]*series
}

// series has the occurrences of one UID.
type series struct {
	days map[string]int // index in items by occurrence key
}

// eventTime is the time of an event in the file.
type eventTime struct {
	start timeValue
	// days is the length of an all-day event, length that of a timed one.
	days   int
	length time.Duration
	end    timeValue // of a timed event, if the file has one
	remark string
}

// add adds the items of one block.
func (r *reader) add(b block) {
	ps, problem := b.properties()
	it := Item{Line: b.line, Summary: textOf(ps, "SUMMARY"), Description: textOf(ps, "DESCRIPTION"), Location: textOf(ps, "LOCATION"),
		UID: textOf(ps, "UID")}
	it.Sequence, _ = strconv.Atoi(textOf(ps, "SEQUENCE"))
	it.Cancelled = strings.EqualFold(textOf(ps, "STATUS"), "CANCELLED")
	if it.Problem = problem; problem != "" {
		r.items = append(r.items, it)
		return
	}
	t, problem := r.readTimes(ps)
	if problem != "" {
		it.Problem = problem
		r.items = append(r.items, it)
		return
	}
	if it.UID == "" {
		sum := sha256.Sum256([]byte(it.Summary + "\n" + t.start.key()))
		it.UID = "none-" + hex.EncodeToString(sum[:8])
	} else if len(it.UID) > 250 {
		sum := sha256.Sum256([]byte(it.UID))
		it.UID = "long-" + hex.EncodeToString(sum[:])
	}
	it.Remark = t.remark
	if p, ok := firstOf(ps, "RECURRENCE-ID"); ok {
		id, problem := r.readTime(p.value, p)
		it.Problem, it.Series = problem, true
		it.Key = r.keyOf(id, t.start)
		r.put(it, t, true)
		return
	}
	if len(ps["RRULE"])+len(ps["RDATE"]) == 0 {
		r.put(it, t, false)
		return
	}
	r.expand(it, t, ps)
}

// readTimes reads the start and the end of an event, or returns the problem with them.
func (r *reader) readTimes(ps map[string][]property) (eventTime, string) {
	var t eventTime
	p, ok := firstOf(ps, "DTSTART")
	if !ok || p.value == "" {
		return t, "It has no date."
	}
	var problem string
	if t.start, problem = r.readTime(p.value, p); problem != "" {
		return t, problem
	}
	if t.start.floating {
		t.remark = "The file names no zone: " + r.opt.Floating.String() + " is taken."
	}
	if p, ok := firstOf(ps, "DTEND"); ok {
		return r.setEnd(t, p)
	}
	if p, ok := firstOf(ps, "DURATION"); ok {
		days, rest, ok := readDuration(p.value)
		if !ok || t.start.isDay() && rest != 0 {
			return t, "“" + excerpt(p.value) + "” is no length of time."
		}
		if t.days = days; !t.start.isDay() {
			t.length = rest
		}
		if days == 0 && rest == 0 {
			return r.defaultEnd(t)
		}
		return t, ""
	}
	return r.defaultEnd(t)
}

// defaultEnd sets the length of an event without an end.
func (r *reader) defaultEnd(t eventTime) (eventTime, string) {
	if t.start.isDay() {
		t.days = 1
		return t, ""
	}
	t.length = time.Hour
	t.remark = strings.TrimSpace(t.remark + " It has no end: an hour is taken.")
	return t, ""
}

// setEnd sets the length of an event from its DTEND.
func (r *reader) setEnd(t eventTime, p property) (eventTime, string) {
	end, problem := r.readTime(p.value, p)
	if problem != "" {
		return t, problem
	}
	if end.isDay() != t.start.isDay() {
		return t, "It begins with a day and ends with a time, or the other way round."
	}
	if end.isDay() {
		t.days = end.day.Sub(t.start.day)
		if t.days == 0 { // some programs forget that the end is exclusive
			t.days = 1
		}
		if t.days < 0 {
			return t, "It ends before it begins."
		}
		return t, ""
	}
	t.end = end
	switch from, to := t.start.instant(), end.instant(); {
	case to.Equal(from):
		return r.defaultEnd(t)
	case to.Before(from):
		return t, "It ends before it begins."
	default:
		t.length = to.Sub(from)
	}
	return t, ""
}

// keyOf returns the key of an occurrence in the zone of the series.
func (r *reader) keyOf(w, start timeValue) string {
	if !w.isDay() && !start.isDay() && w.zone != start.zone {
		at := w.instant().In(start.zone)
		w.at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
	}
	return w.key()
}

// put adds an item with its time. Of two items with the same key, the one with the higher sequence
// number is used. An override, the block for one occurrence of a series, replaces that occurrence.
func (r *reader) put(it Item, t eventTime, override bool) {
	if it.Problem == "" {
		setSpan(&it, t)
	}
	s := r.series[it.UID]
	if s == nil {
		s = &series{days: map[string]int{}}
		r.series[it.UID] = s
	}
	at, exists := s.days[it.Key]
	switch {
	case !exists:
		s.days[it.Key] = len(r.items)
		r.items = append(r.items, it)
		return
	case override:
		r.items[at] = it
		return
	case it.Sequence >= r.items[at].Sequence:
		r.items[at], it = it, r.items[at]
	}
	if !it.Series {
		it.Problem = "The file has this event a second time, with the same UID; the later revision holds."
		r.items = append(r.items, it)
	}
}

func setSpan(it *Item, t eventTime) {
	if t.start.isDay() {
		it.Day, it.LastDay = t.start.day, t.start.day.AddDays(t.days-1)
		return
	}
	it.Start = t.start.instant()
	it.End = it.Start.Add(t.length)
	if t.days > 0 { // days are counted in wall clock time
		it.End = t.start.withClock(t.start.at.AddDate(0, 0, t.days).Add(t.length)).instant()
	}
	it.Zone = t.start.zone.String()
}

// expand adds an item for each occurrence of a series in the requested period.
func (r *reader) expand(it Item, t eventTime, ps map[string][]property) {
	it.Series = true
	clocks, problem := r.occurrences(t, ps)
	if problem != "" {
		it.Problem = problem
		r.items = append(r.items, it)
		return
	}
	excluded := map[string]bool{}
	for _, p := range ps["EXDATE"] {
		for _, v := range strings.Split(p.value, ",") {
			w, problem := r.readTime(strings.TrimSpace(v), p)
			if problem != "" {
				it.Problem = "A day that is left out: " + problem
				r.items = append(r.items, it)
				return
			}
			excluded[r.keyOf(w, t.start)] = true
		}
	}
	n := 0
	for _, c := range clocks {
		one, at := it, t
		at.start = t.start.withClock(c)
		one.Key = at.start.key()
		if excluded[one.Key] || excluded[c.Format("20060102")] && !t.start.isDay() {
			continue
		}
		r.put(one, at, false)
		n++
	}
	if n == 0 {
		it.Problem = fmt.Sprintf("None of its days lies between %s and %s.", r.opt.From.Long(), r.opt.To.Long())
		r.items = append(r.items, it)
	}
}

// maxOccurrences is the maximum number of occurrences of a series. A more frequent event does not
// belong in an organisation's calendar.
const maxOccurrences = 200

// occurrences returns the wall clock times at which a series occurs in the requested period.
func (r *reader) occurrences(t eventTime, ps map[string][]property) ([]time.Time, string) {
	from, _ := civil.DayBounds(r.opt.From.AddDays(-1-t.days-int(t.length.Hours()/24)), time.UTC)
	_, to := civil.DayBounds(r.opt.To, time.UTC)
	var out []time.Time
	take := func(c time.Time) {
		if !c.Before(from) && c.Before(to) && !slices.ContainsFunc(out, c.Equal) {
			out = append(out, c)
		}
	}
	if len(ps["EXRULE"]) > 0 {
		return nil, "It leaves days out by a rule (EXRULE), which is not read here. Enter it by hand."
	}
	take(t.start.clock())
	for _, p := range ps["RDATE"] {
		for _, v := range strings.Split(p.value, ",") {
			if len(out) > maxOccurrences {
				return nil, r.tooOften()
			}
			w, problem := r.readTime(strings.TrimSpace(v), p)
			if problem != "" || w.isDay() != t.start.isDay() {
				return nil, "A day that is added to the series cannot be read."
			}
			at, _ := time.Parse(layoutOf(w), r.keyOf(w, t.start))
			take(at)
		}
	}
	if p, ok := firstOf(ps, "RRULE"); ok {
		rule, problem := r.rule(p.value, t.start)
		if problem != "" {
			return nil, problem
		}
		rule.Until(earlier(rule.GetUntil(), to))
		next := rule.Iterator()
		for c, more := next(); more && c.Before(to); c, more = next() {
			take(c)
			if len(out) > maxOccurrences {
				return nil, r.tooOften()
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out, ""
}

func (r *reader) tooOften() string {
	return fmt.Sprintf("It comes more than %d times until %s, which is too often for this calendar.", maxOccurrences, r.opt.To.Long())
}

func layoutOf(w timeValue) string {
	if w.isDay() {
		return "20060102"
	}
	return localLayout
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// maxRuleLen is the maximum length of a rule in bytes. A list of thousands of days adds no
// information but is evaluated for each year.
const maxRuleLen = 300

// rule parses a recurrence rule. Its times are wall clock times of the event.
func (r *reader) rule(text string, start timeValue) (*rrule.RRule, string) {
	const unread = "The rule by which it repeats cannot be read."
	if len(text) > maxRuleLen {
		return nil, unread + " Enter it by hand."
	}
	if r.rules++; r.rules > maxSeries {
		return nil, fmt.Sprintf("The file has more than %d series. Import it in parts.", maxSeries)
	}
	parts := map[string]string{}
	for _, part := range strings.Split(strings.ToUpper(strings.Trim(text, "; ")), ";") {
		k, v, _ := strings.Cut(part, "=")
		parts[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	switch parts["FREQ"] {
	case "YEARLY", "MONTHLY":
	case "WEEKLY", "DAILY":
		// Rules with further filters may never match, which is expensive to find out.
		for k := range parts {
			if strings.HasPrefix(k, "BY") && (k != "BYDAY" || parts["FREQ"] == "DAILY") {
				return nil, unread + " Enter it by hand."
			}
		}
	case "HOURLY", "MINUTELY", "SECONDLY":
		return nil, "It comes several times a day, which is too often for this calendar."
	default:
		return nil, unread
	}
	for _, k := range []string{"BYHOUR", "BYMINUTE", "BYSECOND", "BYEASTER"} {
		if parts[k] != "" {
			return nil, "It comes at several times of a day, which is not read here. Enter it by hand."
		}
	}
	opt, err := rrule.StrToROption(strings.ToUpper(strings.Trim(text, "; ")))
	if err != nil {
		return nil, unread
	}
	opt.Dtstart = start.clock()
	if u := parts["UNTIL"]; u != "" {
		w, problem := r.readTime(u, property{})
		if problem != "" {
			return nil, unread
		}
		switch {
		case w.isDay():
			_, end := civil.DayBounds(w.day, time.UTC)
			opt.Until = end.Add(-time.Second)
		case strings.HasSuffix(u, "Z") && !start.isDay():
			opt.Until, _ = time.Parse(localLayout, r.keyOf(w, start))
		default:
			opt.Until = w.at
		}
	}
	rule, err := rrule.NewRRule(*opt)
	if err != nil {
		return nil, unread
	}
	return rule, ""
}

// finish returns the items in the order of the file.
func (r *reader) finish() []Item {
	slices.SortStableFunc(r.items, func(a, b Item) int { return a.Line - b.Line })
	return r.items
}
