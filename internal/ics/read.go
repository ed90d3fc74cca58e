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

// Limits of a calendar file. No calendar that a person keeps exceeds them.
const (
	MaxFileBytes = 1 << 20
	MaxEvents    = 1000 // including occurrences of series
	maxSeries    = 100  // rules that are expanded
	maxDepth     = 6    // nested components
	maxLine      = 8000 // bytes of a property; longer texts are cut
)

// Item is an event of a file, or the reason why it cannot be read.
type Item struct {
	// Line is the line on which the event begins.
	Line int
	// UID is the event's UID in the file; Key distinguishes the occurrences of a series.
	UID, Key string
	Sequence int

	Summary, Description, Location string
	// Day and LastDay, both inclusive, make an all-day event.
	Day, LastDay civil.Date
	// Start and End make a timed event, in Zone.
	Start, End time.Time
	Zone       string
	// Cancelled reports that the file marks the event as cancelled.
	Cancelled bool
	// Series reports that the event belongs to a series.
	Series bool
	// Remark is an assumption that was made; Problem is why the event cannot be read.
	Remark, Problem string
}

// File is the content of a calendar file.
type File struct {
	Name  string
	Items []Item
	// Others is the number of entries that are not events, such as to-dos and journals.
	Others int
}

// Options control how a file is read.
type Options struct {
	// Floating is the zone of times without a zone.
	Floating *time.Location
	// From and To bound the days for which series are expanded.
	From, To civil.Date
}

// Error says why a file cannot be read. Line is 0 if the problem is not on one line.
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

func errorAt(line int, format string, args ...any) error {
	return &Error{line, fmt.Sprintf(format, args...)}
}

// Text returns a file as text with one property on each line: it joins folded lines, removes the
// byte order mark and turns every line ending into \n. Read accepts the result, which a form can
// carry in place of the file.
func Text(data []byte) (string, error) {
	if len(data) > MaxFileBytes {
		return "", errorAt(0, "The file has %.1f MB; at most 1 MB is taken.", float64(len(data))/(1<<20))
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.IndexByte(data, 0) >= 0 {
		return "", errorAt(0, "This is no calendar file in UTF-8. Export it again as iCalendar (.ics), in UTF-8.")
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
		return "", errorAt(line, "a letter is not written in UTF-8 (it may be Latin-1). Export the calendar again, in UTF-8.")
	}
	return string(data), nil
}

// unfold joins folded lines, also if a fold divides the bytes of a character. It leaves empty lines
// in place, so that lines keep their numbers.
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

// property is one property of an event.
type property struct {
	line   int
	value  string
	params map[string]string
}

// block has the lines of an event, without those of its alarms.
type block struct {
	line  int
	lines []numberedLine
}

// overrideOrder returns 1 if b overrides one occurrence of a series, else 0.
func (b block) overrideOrder() int {
	for _, l := range b.lines {
		if len(l.text) > 13 && strings.EqualFold(l.text[:13], "RECURRENCE-ID") {
			return 1
		}
	}
	return 0
}

type numberedLine struct {
	no   int
	text string
}

// Read reads the events of a text that Text returned. A problem with one event is stored in its
// item; a problem with the whole file is returned as an Error.
func Read(text string, opt Options) (File, error) {
	var f File
	blocks, zones, err := split(text, &f)
	if err != nil {
		return f, err
	}
	r := reader{opt: opt, zones: zones, series: map[string]*series{}}
	// Overrides of single occurrences come after the series itself.
	slices.SortStableFunc(blocks, func(a, b block) int { return cmp.Compare(a.overrideOrder(), b.overrideOrder()) })
	for _, b := range blocks {
		r.add(b)
	}
	f.Items = r.finish()
	if len(f.Items) > MaxEvents {
		return f, errorAt(0, "The file has more than %d events. Import it in parts.", MaxEvents)
	}
	return f, nil
}

// split divides a file into its events, and returns the IANA names that the file gives for its
// zones.
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
			return nil, nil, errorAt(no, "this is no calendar file: BEGIN:VCALENDAR is missing.")
		case name == "BEGIN":
			stack = append(stack, strings.ToUpper(value))
			if len(stack) > maxDepth {
				return nil, nil, errorAt(no, "the entries are nested too deeply.")
			}
			if len(stack) == 2 {
				if err := beginComponent(stack[1], no, f, &blocks); err != nil {
					return nil, nil, err
				}
				tzid = ""
			}
			ended = false
		case name == "END":
			if stack[len(stack)-1] != strings.ToUpper(value) {
				return nil, nil, errorAt(no, "END:%s stands where END:%s should.", excerpt(value), excerpt(stack[len(stack)-1]))
			}
			stack = stack[:len(stack)-1]
			ended = len(stack) == 0
		case len(stack) == 2 && stack[1] == "VEVENT":
			b := &blocks[len(blocks)-1]
			b.lines = append(b.lines, numberedLine{no, line})
		case len(stack) == 2 && stack[1] == "VTIMEZONE" && name == "TZID":
			tzid = value
		case len(stack) == 2 && stack[1] == "VTIMEZONE" && name == "X-LIC-LOCATION":
			zones[tzid] = value
		case len(stack) == 1 && name == "X-WR-CALNAME":
			f.Name = ical.FromText(value)
		}
	}
	if !ended {
		return nil, nil, errorAt(0, "The file ends in the middle: END:VCALENDAR is missing. It may not have been saved or sent as a whole.")
	}
	return blocks, zones, nil
}

// beginComponent handles the start of a component: it adds a block for an event and counts other
// entries.
func beginComponent(component string, line int, f *File, blocks *[]block) error {
	switch component {
	case "VEVENT":
		if len(*blocks) == MaxEvents {
			return errorAt(0, "The file has more than %d events. Import it in parts.", MaxEvents)
		}
		*blocks = append(*blocks, block{line: line})
	case "VTODO", "VJOURNAL", "VFREEBUSY":
		f.Others++
	}
	return nil
}

// excerpt returns a text from a file as a message quotes it.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// usedProperties are the properties that the package reads; others are ignored.
var usedProperties = map[string]bool{
	"UID": true, "SEQUENCE": true, "SUMMARY": true, "DESCRIPTION": true, "LOCATION": true, "DTSTART": true, "DTEND": true, "DURATION": true,
	"STATUS": true, "RRULE": true, "RDATE": true, "EXDATE": true, "EXRULE": true, "RECURRENCE-ID": true,
}

// textProperties are truncated if they are too long, since nothing else depends on their end.
var textProperties = map[string]bool{"SUMMARY": true, "DESCRIPTION": true, "LOCATION": true}

// properties parses the lines of a block, or returns the problem with them.
func (b block) properties() (map[string][]property, string) {
	out := map[string][]property{}
	for _, l := range b.lines {
		end := strings.IndexAny(l.text, ":;")
		if end < 0 {
			continue
		}
		name := strings.ToUpper(l.text[:end])
		if !usedProperties[name] {
			continue
		}
		if len(l.text) > maxLine {
			if !textProperties[name] {
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
	return cleanText(p.value)
}
