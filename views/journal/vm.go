package journal

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VM is the live log of a launch.
type VM struct {
	Plan     *launch.Plan
	Page     journal.Page
	Filter   ui.Form
	Line     ui.Form
	CanWrite bool
	// Reader is the zone of the person who reads.
	Reader *time.Location
}

// CorrectVM is the form that corrects a line.
type CorrectVM struct {
	Plan *launch.Plan
	Line journal.Line
	Form ui.Form
}

// filters are the names of the filter's parameters.
var filters = []string{"q", "kind", "by", "starred"}

// FilterOf parses the filter from the URL.
func FilterOf(f ui.Form) journal.Filter {
	out := journal.Filter{Kind: journal.Kind(f.Val("kind")), Starred: f.Val("starred") != "", Text: f.Val("q")}
	out.Page, _ = strconv.Atoi(f.Val("page"))
	out.ByID, _ = strconv.ParseInt(f.Val("by"), 10, 64)
	return out
}

// with returns an address below the log with the filter, and one parameter more.
func (vm VM) with(path, name, value string) string {
	v := url.Values{}
	for _, n := range filters {
		if old := vm.Filter.Val(n); old != "" {
			v.Set(n, old)
		}
	}
	if value != "" {
		v.Set(name, value)
	}
	return paths.With(path, v)
}

func (vm VM) narrow() bool {
	for _, n := range filters {
		if vm.Filter.Val(n) != "" {
			return true
		}
	}
	return false
}

func (vm VM) sentence() string {
	if vm.Page.Known == 0 {
		return "Nothing in the log yet"
	}
	return words.Count(vm.Page.Known, "line") + " in the log"
}

func (vm VM) kinds() []ui.Option {
	out := []ui.Option{{Label: "Kind: all"}}
	for _, k := range journal.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label()})
	}
	return out
}

func (vm VM) writers() []ui.Option {
	out := []ui.Option{{Label: "Person: all"}}
	for _, w := range vm.Page.Writers {
		out = append(out, ui.Option{Value: strconv.FormatInt(w.ID, 10), Label: w.Name})
	}
	return out
}

func starred() []ui.Option {
	return []ui.Option{{Label: "Lines: all"}, {Value: "1", Label: "Lines: starred"}}
}

// clock returns the time of day of a line in the launch's zone, and day the day.
func (vm VM) clock(l journal.Line) string { return format.Clock(l.HappenedAt.Time, vm.Plan.Location()) }

func (vm VM) day(l journal.Line) string {
	return civil.Of(l.HappenedAt.Time, vm.Plan.Location()).Short()
}

// local returns the time of day in the reader's zone, if it is another one.
func (vm VM) local(l journal.Line) string {
	at := l.HappenedAt.Time
	if vm.Reader == nil || at.In(vm.Reader).Format("-0700") == at.In(vm.Plan.Location()).Format("-0700") {
		return ""
	}
	return format.Clock(at, vm.Reader) + " for you"
}

// notes returns what there is to know about a line besides its text.
func notes(l journal.Line) string {
	var out []string
	if l.Times > 1 {
		out = append(out, strconv.Itoa(l.Times)+" times")
	}
	if d := l.Later(); d > 0 {
		out = append(out, "Recorded "+long(d)+" later")
	}
	if l.CorrectsSeq != 0 {
		out = append(out, fmt.Sprintf("Corrects line %d", l.CorrectsSeq))
	}
	if l.CorrectedBy != 0 {
		out = append(out, fmt.Sprintf("Corrected by line %d", l.CorrectedBy))
	}
	if l.Audience == journal.Stakeholders {
		out = append(out, "For stakeholders")
	}
	return strings.Join(out, " · ")
}

// long returns a duration in words.
func long(d time.Duration) string {
	switch m := int(d.Minutes()); {
	case m < 60:
		return strconv.Itoa(m) + " min"
	case m < 48*60:
		return strconv.Itoa(m/60) + " h"
	default:
		return words.Count(m/60/24, "day")
	}
}

// by returns who wrote a line.
func by(l journal.Line) string {
	if l.ByName == "" {
		return "T-Minus"
	}
	return l.ByName
}

// fields returns the form fields that set the marks of a line.
func fields(l journal.Line, to journal.Flags) [][2]string {
	out := [][2]string{{"version", strconv.Itoa(l.Version)}, {"audience", string(to.Audience)}}
	if to.Starred {
		out = append(out, [2]string{"starred", "on"})
	}
	return out
}

func starFields(l journal.Line) [][2]string {
	return fields(l, journal.Flags{Starred: !l.Starred, Audience: l.Audience})
}

func audienceFields(l journal.Line) [][2]string {
	to := journal.Flags{Starred: l.Starred, Audience: journal.Stakeholders}
	if l.Audience == to.Audience {
		to.Audience = journal.Team
	}
	return fields(l, to)
}

func starLabel(l journal.Line) string {
	if l.Starred {
		return "Remove star"
	}
	return "Star"
}

func audienceLabel(l journal.Line) string {
	if l.Audience == journal.Stakeholders {
		return "For the team only"
	}
	return "Show to stakeholders"
}

// FlagsSaved returns the message after the marks of a line were set.
func FlagsSaved(was journal.Line, to journal.Flags) string {
	switch {
	case was.Audience != to.Audience && to.Audience == journal.Stakeholders:
		return "Stakeholders will read this line."
	case was.Audience != to.Audience:
		return "Only the team reads this line."
	case to.Starred:
		return "Starred."
	}
	return "Star removed."
}

// Markdown returns a log as a Markdown list, one heading a day. Corrected lines are struck out.
func Markdown(l launch.Launch, lines []journal.Line) string {
	var b strings.Builder
	b.WriteString("# Log of " + plain(l.Name) + "\n")
	day := ""
	for _, k := range lines {
		at := k.HappenedAt.In(l.Location())
		if d := at.Format("Mon 2 Jan 2006"); d != day {
			day = d
			b.WriteString("\n## " + d + "\n\n")
		}
		text := plain(k.Text)
		if k.Struck() {
			text = "~~" + text + "~~"
		}
		if k.Starred {
			text = "**" + text + "**"
		}
		b.WriteString("- " + at.Format("15:04 MST") + " " + text + " (" + plain(by(k)))
		if n := notes(k); n != "" {
			b.WriteString("; " + n)
		}
		b.WriteString(")\n")
	}
	return b.String()
}

// plain escapes the characters that Markdown would read as markup.
func plain(s string) string {
	var b strings.Builder
	for _, r := range words.OneLine(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|~!", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
