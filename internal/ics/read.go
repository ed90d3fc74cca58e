package ics

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"

	"tminus/internal/civil"
)

// Limits of a file that is read: what is beyond them is no calendar that a person
// keeps.
const (
	MaxFileBytes = 1 << 20
	MaxEvents    = 1000 // the days of series counted
	maxSeries    = 100  // rules that are spread out
	maxDepth     = 6    // components within components
	maxLine      = 8000 // bytes of one property, the rest is cut off a text
)

// Item is one event of a file that was read, or why it cannot be one.
type Item struct {
	// Line is where the event begins in the file.
	Line int
	// UID is what the file calls the event; Key tells the days of a series apart.
	UID, Key string
	Sequence int

	Summary, Description, Location string
	// Day and LastDay, both of which belong to it, make an all-day event.
	Day, LastDay civil.Date
	// Start and End make a timed one, in Zone.
	Start, End time.Time
	Zone       string
	// Cancelled is what the file says is not held.
	Cancelled bool
	// Series says that the event is one of a series.
	Series bool
	// Remark is what had to be assumed, Problem why it cannot be read.
	Remark, Problem string
}

// File is a calendar that was read.
type File struct {
	Name  string
	Items []Item
	// Others is how many entries are no events: to-dos, journals.
	Others int
}

// Options say how a file is read.
type Options struct {
	// Floating is the zone of times that have none.
	Floating *time.Location
	// From and To are the days over which series are spread out.
	From, To civil.Date
}

// Error says why nothing of a file can be read. Line is 0 for the whole of it.
type Error struct {
	Line    int
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("Line %d: %s", e.Line, e.Message)
}

func failed(line int, format string, args ...any) error {
	return &Error{line, fmt.Sprintf(format, args...)}
}

// Text returns a file as text with one property a line: folded lines joined, the
// byte order mark gone, any end of line made \n. It can be given to Read, and be
// sent back and forth in a form, in place of the file.
func Text(data []byte) (string, error) {
	if len(data) > MaxFileBytes {
		return "", failed(0, "The file has %.1f MB; at most 1 MB is taken.", float64(len(data))/(1<<20))
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.IndexByte(data, 0) >= 0 {
		return "", failed(0, "This is no calendar file in UTF-8. Export it again as iCalendar (.ics), in UTF-8.")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	data = unfold(data)
	if !utf8.Valid(data) {
		good := 0
		for r, size := utf8.DecodeRune(data); r != utf8.RuneError || size > 1; r, size = utf8.DecodeRune(data[good:]) {
			good += size
		}
		line := 1 + bytes.Count(data[:good], []byte("\n"))
		return "", failed(line, "a letter is not written in UTF-8 (it may be Latin-1). Export the calendar again, in UTF-8.")
	}
	return string(data), nil
}

// unfold joins folded lines, where a fold may stand between the bytes of one
// letter, and leaves empty lines in their places, so that lines keep their numbers.
func unfold(data []byte) []byte {
	out := make([]byte, 0, len(data))
	owed := 0
	for i := 0; i < len(data); i++ {
		if data[i] != '\n' {
			out = append(out, data[i])
			continue
		}
		if i+1 < len(data) && (data[i+1] == ' ' || data[i+1] == '\t') {
			owed++
			i++
			continue
		}
		for ; owed >= 0; owed-- {
			out = append(out, '\n')
		}
		owed = 0
	}
	return out
}

// property is one line of an event as it was read.
type property struct {
	line   int
	value  string
	params map[string]string
}

// block is an event's own lines, those of its alarms left out.
type block struct {
	line  int
	lines []numbered
}

// ofSeries is 1 for a block that is about one day of a series, else 0.
func (b block) ofSeries() int {
	for _, l := range b.lines {
		if len(l.text) > 13 && strings.EqualFold(l.text[:13], "RECURRENCE-ID") {
			return 1
		}
	}
	return 0
}

type numbered struct {
	no   int
	text string
}

// Read reads the events of a text as Text returns it. What is wrong with one of
// them is said in its place; what is wrong with the whole file is an Error.
func Read(text string, opt Options) (File, error) {
	var f File
	blocks, zones, err := split(text, &f)
	if err != nil {
		return f, err
	}
	r := reader{opt: opt, zones: zones, series: map[string]*series{}}
	// What is said of one day of a series comes after the series itself.
	slices.SortStableFunc(blocks, func(a, b block) int { return cmp.Compare(a.ofSeries(), b.ofSeries()) })
	for _, b := range blocks {
		r.add(b)
	}
	f.Items = r.finish()
	if len(f.Items) > MaxEvents {
		return f, failed(0, "The file has more than %d events. Import it in parts.", MaxEvents)
	}
	return f, nil
}

// split takes a file apart into its events, and finds under which names its
// zones are known elsewhere.
func split(text string, f *File) ([]block, map[string]string, error) {
	var blocks []block
	zones := map[string]string{}
	var stack []string
	var tzid string
	ended := false
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		no := i + 1
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		name = strings.ToUpper(strings.TrimSpace(name))
		value = strings.TrimSpace(value)
		switch {
		case len(stack) == 0 && !(name == "BEGIN" && strings.EqualFold(value, "VCALENDAR")):
			return nil, nil, failed(no, "this is no calendar file: BEGIN:VCALENDAR is missing.")
		case name == "BEGIN":
			stack = append(stack, strings.ToUpper(value))
			if len(stack) > maxDepth {
				return nil, nil, failed(no, "the entries are nested too deeply.")
			}
			if len(stack) == 2 {
				if err := begin(stack[1], no, f, &blocks); err != nil {
					return nil, nil, err
				}
				tzid = ""
			}
			ended = false
		case name == "END":
			if stack[len(stack)-1] != strings.ToUpper(value) {
				return nil, nil, failed(no, "END:%s stands where END:%s should.", short(value), short(stack[len(stack)-1]))
			}
			stack = stack[:len(stack)-1]
			ended = len(stack) == 0
		case len(stack) == 2 && stack[1] == "VEVENT":
			b := &blocks[len(blocks)-1]
			b.lines = append(b.lines, numbered{no, line})
		case len(stack) == 2 && stack[1] == "VTIMEZONE" && name == "TZID":
			tzid = value
		case len(stack) == 2 && stack[1] == "VTIMEZONE" && name == "X-LIC-LOCATION":
			zones[tzid] = value
		case len(stack) == 1 && name == "X-WR-CALNAME":
			f.Name = ical.FromText(value)
		}
	}
	if !ended {
		return nil, nil, failed(0, "The file ends in the middle: END:VCALENDAR is missing. It may not have been saved or sent as a whole.")
	}
	return blocks, zones, nil
}

func begin(what string, line int, f *File, blocks *[]block) error {
	switch what {
	case "VEVENT":
		if len(*blocks) == MaxEvents {
			return failed(0, "The file has more than %d events. Import it in parts.", MaxEvents)
		}
		*blocks = append(*blocks, block{line: line})
	case "VTODO", "VJOURNAL", "VFREEBUSY":
		f.Others++
	}
	return nil
}

// short is a text from a file as a message quotes it.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// wanted are the properties that mean something here; others are not looked at.
var wanted = map[string]bool{
	"UID": true, "SEQUENCE": true, "SUMMARY": true, "DESCRIPTION": true, "LOCATION": true, "DTSTART": true, "DTEND": true, "DURATION": true,
	"STATUS": true, "RRULE": true, "RDATE": true, "EXDATE": true, "EXRULE": true, "RECURRENCE-ID": true,
}

// texts are cut where they are too long, since nothing else depends on their end.
var texts = map[string]bool{"SUMMARY": true, "DESCRIPTION": true, "LOCATION": true}

// properties reads a block's lines, or says what is wrong with them.
func (b block) properties() (map[string][]property, string) {
	out := map[string][]property{}
	for _, l := range b.lines {
		end := strings.IndexAny(l.text, ":;")
		if end < 0 {
			continue
		}
		name := strings.ToUpper(l.text[:end])
		if !wanted[name] {
			continue
		}
		if len(l.text) > maxLine {
			if !texts[name] {
				return out, fmt.Sprintf("Line %d is too long to be read.", l.no)
			}
			l.text = strings.ToValidUTF8(l.text[:maxLine], "")
		}
		p, err := ical.ParseProperty(ical.ContentLine(name + l.text[end:]))
		if err != nil || p == nil {
			return out, fmt.Sprintf("Line %d cannot be read.", l.no)
		}
		prop := property{line: l.no, value: strings.TrimSpace(p.Value), params: map[string]string{}}
		for k, vs := range p.ICalParameters {
			prop.params[strings.ToUpper(k)] = strings.Join(vs, ",")
		}
		out[name] = append(out[name], prop)
	}
	for _, name := range []string{"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID"} {
		if ps := out[name]; len(ps) > 1 {
			return out, fmt.Sprintf("Line %d: %s comes a second time.", ps[1].line, name)
		}
	}
	return out, ""
}

func firstOf(ps map[string][]property, name string) (property, bool) {
	if len(ps[name]) == 0 {
		return property{}, false
	}
	return ps[name][0], true
}

func textOf(ps map[string][]property, name string) string {
	p, _ := firstOf(ps, name)
	return plain(p.value)
}
