package deliverable

import (
	"strings"

	"github.com/a-h/templ"

	"tminus/internal/civil"
	"tminus/models/audit"
	"tminus/models/comment"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// PageVM is the page of a deliverable.
type PageVM struct {
	launch.Detail
	Comments []comment.Comment
	People   []people.User
	History  audit.HistoryPage
	CanEdit  bool
	// Can reports what the reader may do.
	Can func(people.Action, people.Subject) bool
	// Comment is the form of a new comment, Editing that of the comment being edited.
	Comment ui.Form
	Editing int64
	Edit    ui.Form
	// Hand is the form to mark the item as done by hand.
	Hand ui.Form
	Key  string
	// Beside is content of other packages about the item.
	Beside templ.Component
}

func (vm PageVM) path(tail ...string) string { return paths.Deliverable(vm.Plan.Slug, vm.ID, tail...) }

func (vm PageVM) source() SourceVM {
	return SourceVM{Source: vm.Source, Slug: vm.Plan.Slug, Version: vm.Version, HandName: vm.HandName, Action: vm.path("by-hand"),
		Back: vm.path(), CanEdit: vm.CanEdit, Form: vm.Hand}
}

// askLater returns the URL for requesting a deadline extension.
func (vm PageVM) askLater() string {
	return paths.Extensions(vm.Plan.Slug, "new") + "?item=" + id(vm.ID)
}

// statusOf returns the status control of the item or of a neighbour. A change of either can affect
// any part of the article.
func (vm PageVM) statusOf(it launch.Item) StatusVM {
	return StatusVM{Slug: vm.Plan.Slug, Item: it, Back: vm.path(), Target: "deliverable", CanEdit: vm.CanEdit}
}

// When returns a day relative to T and as a date, with its time and zone.
func When(p *launch.Plan, d civil.Date, t civil.TimeOfDay) string {
	if d.IsZero() {
		return ""
	}
	words := relative(p, d) + " · " + d.Long()
	if t.IsZero() {
		return words
	}
	at, _ := civil.Instant(d, t, p.Location())
	return words + ", " + t.String() + " " + at.In(p.Location()).Format("MST")
}

// relative returns a day relative to launch day: "T-9".
func relative(p *launch.Plan, d civil.Date) string { return civil.Countdown(p.LaunchOn, d) }

func (vm PageVM) edits(c comment.Comment) bool { return vm.Can(people.EditComment, c.Subject()) }

func (vm PageVM) deletes(c comment.Comment) bool { return vm.Can(people.DeleteComment, c.Subject()) }

// named returns a comment's text with mentions as links, except in code.
func (vm PageVM) named(body string) string {
	var b strings.Builder
	at := 0
	for _, m := range comment.Mentions(body, vm.People) {
		if inCode(body[:m.Start]) {
			continue
		}
		b.WriteString(body[at:m.Start])
		b.WriteString("[@" + plain.Replace(m.User.Name) + "](/people/" + id(m.User.ID) + ")")
		at = m.End
	}
	b.WriteString(body[at:])
	return b.String()
}

// plain escapes Markdown characters in a name.
var plain = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "~", `\~`, "<", `\<`)

func inCode(before string) bool {
	if strings.Count(before, "```")%2 == 1 {
		return true
	}
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return strings.HasPrefix(line, "    ") || strings.Count(line, "`")%2 == 1
}

func linkName(l launch.Link) string {
	if l.Label == "" {
		return l.URL
	}
	return l.Label
}

func (vm PageVM) noTime() civil.TimeOfDay { return civil.TimeOfDay{} }

func dueShort(p *launch.Plan, it launch.Item) string {
	if it.Unscheduled() {
		return "Unscheduled"
	}
	return relative(p, it.DueOn) + " · " + it.DueOn.Short()
}
