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

// reader makes items of blocks.
type reader struct {
	opt    Options
	zones  map[string]string
	items  []Item
	rules  int
	series map[string]*series
}

// series are the days on which one UID repeats.
type series struct {
	days map[string]int // from a key to the item
}

// told is an event's time as the file tells it.
type told struct {
	start when
	// days is the length of an event of whole days, length that of a timed one.
	days   int
	length time.Duration
	end    when // of a timed one, where the file tells an end
	remark string
}

// add reads one block.
func (r *reader) add(b block) {
	ps, problem := b.properties()
	it := Item{Line: b.line, Summary: textOf(ps, "SUMMARY"), Description: textOf(ps, "DESCRIPTION"), Location: textOf(ps, "LOCATION"), UID: textOf(ps, "UID")}
	it.Sequence, _ = strconv.Atoi(textOf(ps, "SEQUENCE"))
	it.Cancelled = strings.EqualFold(textOf(ps, "STATUS"), "CANCELLED")
	if it.Problem = problem; problem != "" {
		r.items = append(r.items, it)
		return
	}
	t, problem := r.told(ps)
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
		id, problem := r.readWhen(p.value, p)
		it.Problem, it.Series = problem, true
		it.Key = r.keyOf(id, t.start)
		r.put(it, t, true)
		return
	}
	if len(ps["RRULE"])+len(ps["RDATE"]) == 0 {
		r.put(it, t, false)
		return
	}
	r.spread(it, t, ps)
}

// told reads when an event is, or says why it cannot.
func (r *reader) told(ps map[string][]property) (told, string) {
	var t told
	p, ok := firstOf(ps, "DTSTART")
	if !ok || p.value == "" {
		return t, "It has no date."
	}
	var problem string
	if t.start, problem = r.readWhen(p.value, p); problem != "" {
		return t, problem
	}
	if t.start.floating {
		t.remark = "The file names no zone: " + r.opt.Floating.String() + " is taken."
	}
	if p, ok := firstOf(ps, "DTEND"); ok {
		return r.until(t, p)
	}
	if p, ok := firstOf(ps, "DURATION"); ok {
		days, rest, ok := readDuration(p.value)
		if !ok || t.start.isDay() && rest != 0 {
			return t, "“" + short(p.value) + "” is no length of time."
		}
		if t.days = days; !t.start.isDay() {
			t.length = rest
		}
		if days == 0 && rest == 0 {
			return r.noEnd(t)
		}
		return t, ""
	}
	return r.noEnd(t)
}

// noEnd is an event of which only the beginning is told.
func (r *reader) noEnd(t told) (told, string) {
	if t.start.isDay() {
		t.days = 1
		return t, ""
	}
	t.length = time.Hour
	t.remark = strings.TrimSpace(t.remark + " It has no end: an hour is taken.")
	return t, ""
}

func (r *reader) until(t told, p property) (told, string) {
	end, problem := r.readWhen(p.value, p)
	if problem != "" {
		return t, problem
	}
	if end.isDay() != t.start.isDay() {
		return t, "It begins with a day and ends with a time, or the other way round."
	}
	if end.isDay() {
		t.days = end.day.Sub(t.start.day)
		if t.days == 0 { // written by programs that forget that the end is exclusive
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
		return r.noEnd(t)
	case to.Before(from):
		return t, "It ends before it begins."
	default:
		t.length = to.Sub(from)
	}
	return t, ""
}

// keyOf is what a day of a series is known by, whichever zone it is told in.
func (r *reader) keyOf(w, start when) string {
	if !w.isDay() && !start.isDay() && w.zone != start.zone {
		at := w.instant().In(start.zone)
		w.at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
	}
	return w.key()
}

// put keeps an item at the time that is told. What comes twice is said once: the
// later of two revisions holds, and a day of a series that has a block of its own
// is what that block says.
func (r *reader) put(it Item, t told, own bool) {
	if it.Problem == "" {
		setSpan(&it, t)
	}
	s := r.series[it.UID]
	if s == nil {
		s = &series{days: map[string]int{}}
		r.series[it.UID] = s
	}
	at, twice := s.days[it.Key]
	switch {
	case !twice:
		s.days[it.Key] = len(r.items)
		r.items = append(r.items, it)
		return
	case own:
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

func setSpan(it *Item, t told) {
	if t.start.isDay() {
		it.Day, it.LastDay = t.start.day, t.start.day.AddDays(t.days-1)
		return
	}
	it.Start = t.start.instant()
	it.End = it.Start.Add(t.length)
	if t.days > 0 { // days are counted by the clock
		it.End = t.start.on(t.start.at.AddDate(0, 0, t.days).Add(t.length)).instant()
	}
	it.Zone = t.start.zone.String()
}

// spread makes an item of each day of a series that lies in the time asked for.
func (r *reader) spread(it Item, t told, ps map[string][]property) {
	it.Series = true
	clocks, problem := r.clocks(t, ps)
	if problem != "" {
		it.Problem = problem
		r.items = append(r.items, it)
		return
	}
	left := map[string]bool{}
	for _, p := range ps["EXDATE"] {
		for _, v := range strings.Split(p.value, ",") {
			w, problem := r.readWhen(strings.TrimSpace(v), p)
			if problem != "" {
				it.Problem = "A day that is left out: " + problem
				r.items = append(r.items, it)
				return
			}
			left[r.keyOf(w, t.start)] = true
		}
	}
	n := 0
	for _, c := range clocks {
		one, at := it, t
		at.start = t.start.on(c)
		one.Key = at.start.key()
		if left[one.Key] || left[c.Format("20060102")] && !t.start.isDay() {
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

// often is how many days a series may have: what comes more often is not for a
// calendar of the whole organisation.
const often = 200

// clocks are the readings at which a series begins, in the time asked for.
func (r *reader) clocks(t told, ps map[string][]property) ([]time.Time, string) {
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
			if len(out) > often {
				return nil, r.tooOften()
			}
			w, problem := r.readWhen(strings.TrimSpace(v), p)
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
			if len(out) > often {
				return nil, r.tooOften()
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out, ""
}

func (r *reader) tooOften() string {
	return fmt.Sprintf("It comes more than %d times until %s, which is too often for this calendar.", often, r.opt.To.Long())
}

func layoutOf(w when) string {
	if w.isDay() {
		return "20060102"
	}
	return local
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// longestRule is how many bytes a rule may have: a list of thousands of days in
// it says no more than a short one, but is worked through for each year.
const longestRule = 300

// rule reads a rule of repetition; it counts in readings of the event's clock.
func (r *reader) rule(text string, start when) (*rrule.RRule, string) {
	const unread = "The rule by which it repeats cannot be read."
	if len(text) > longestRule {
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
		// Narrowed down they may never come true, which takes long to find out.
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
		w, problem := r.readWhen(u, property{})
		if problem != "" {
			return nil, unread
		}
		switch {
		case w.isDay():
			_, end := civil.DayBounds(w.day, time.UTC)
			opt.Until = end.Add(-time.Second)
		case strings.HasSuffix(u, "Z") && !start.isDay():
			opt.Until, _ = time.Parse(local, r.keyOf(w, start))
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
