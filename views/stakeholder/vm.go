package stakeholder

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/stakeholder"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// ListVM is the list of a launch's stakeholders.
type ListVM struct {
	Plan    *launch.Plan
	Reg     stakeholder.Register
	Form    ui.Form
	Key     string
	CanEdit bool
}

// FilterOf parses the filter from the URL.
func FilterOf(f ui.Form) stakeholder.Filter {
	return stakeholder.Filter{State: stakeholder.State(f.Val("state")), Function: f.Val("function"), Text: f.Val("q")}
}

func (vm ListVM) path(tail ...string) string { return paths.Stakeholders(vm.Plan.Slug, tail...) }

func (vm ListVM) narrow() bool {
	return vm.Form.Val("state") != "" || vm.Form.Val("function") != "" || vm.Form.Val("q") != ""
}

func (vm ListVM) states() []ui.Option {
	out := []ui.Option{{Label: "Every state"}}
	for _, s := range stakeholder.States {
		out = append(out, ui.Option{Value: string(s), Label: fmt.Sprintf("%s (%d)", s.Label(), vm.Reg.Counts[s])})
	}
	return out
}

func (vm ListVM) functions() []ui.Option {
	out := []ui.Option{{Label: "Every function"}}
	for _, f := range vm.Reg.Functions {
		out = append(out, ui.Option{Value: f, Label: f})
	}
	return out
}

// old returns how many know an older date, and which.
func (vm ListVM) old() string {
	n := len(vm.Reg.Awareness.Outdated)
	if n == 1 {
		return "1 stakeholder still believes an old date"
	}
	return strconv.Itoa(n) + " stakeholders still believe an old date"
}

// oldNames returns some of those who know an older date, with the date.
func (vm ListVM) oldNames() string {
	const most = 5
	var names []string
	for i, f := range vm.Reg.Awareness.Outdated {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(vm.Reg.Awareness.Outdated)-most))
			break
		}
		names = append(names, f.Name+" ("+f.Acknowledge.Day.Words(vm.Reg.Present)+")")
	}
	return strings.Join(names, ", ")
}

func (vm ListVM) known() string {
	a := vm.Reg.Awareness
	if a.Total == 0 {
		return "No stakeholders yet"
	}
	return fmt.Sprintf("%d of %d acknowledged %s", a.Aware, a.Total, vm.Reg.Present.Long())
}

func mark(s stakeholder.State) ui.Mark {
	switch s {
	case stakeholder.Outdated:
		return ui.MarkAtRisk
	case stakeholder.Waiting:
		return ui.MarkInProgress
	case stakeholder.Aware:
		return ui.MarkDone
	}
	return ui.MarkNotStarted
}

// label returns a state as text, with the date that the stakeholder knows instead.
func label(f stakeholder.Fact, present stakeholder.Day) string {
	s := f.State(present)
	if s == stakeholder.Outdated {
		return "Still believes " + f.Acknowledge.Day.Words(present)
	}
	return s.Label()
}

// noticeText returns the latest notice as text, with its time.
func noticeText(f stakeholder.Fact, present stakeholder.Day, loc *time.Location) string {
	switch n := f.ToldOf; {
	case f.State(present) == stakeholder.Aware:
		return by(f.Acknowledge, loc)
	case n.ID == 0:
		return ""
	case !n.Day.Same(present):
		return "Was told " + n.Day.Words(present)
	case f.State(present) == stakeholder.Outdated:
		return "Told of the new date " + by(n, loc)
	default:
		return "Told " + by(n, loc)
	}
}

func by(n stakeholder.Notice, loc *time.Location) string {
	at := format.ShortMoment(n.At, loc)
	if n.ByID == 0 {
		return at + ", by their link"
	}
	return at + ", " + n.ByName
}

// ask returns the label of the button that creates the message.
func ask(s stakeholder.State) string {
	if s == stakeholder.Untold {
		return "Ask"
	}
	return "Ask again"
}

func informedLabel(c stakeholder.Channel) string { return "Told: " + strings.ToLower(c.Label()) }

// DetailVM is the page of a stakeholder.
type DetailVM struct {
	Plan    *launch.Plan
	One     stakeholder.Detail
	Key     string
	CanEdit bool
}

func (vm DetailVM) path(tail ...string) string {
	return paths.Stakeholder(vm.Plan.Slug, vm.One.ID, tail...)
}

func (vm DetailVM) present() stakeholder.Day { return stakeholder.DayOf(vm.Plan.Launch) }

// notice returns the kind of a notice as text.
func notice(n stakeholder.Notice) string {
	if n.Kind == stakeholder.Told {
		return "Told of " + n.Day.Long()
	}
	return "Acknowledged " + n.Day.Long()
}

func (vm DetailVM) who(n stakeholder.Notice) string {
	how := ""
	if n.How != "" {
		how = ", " + strings.ToLower(stakeholder.Channel(n.How).Label())
	}
	if n.ByID == 0 {
		return "by their personal link"
	}
	if n.Kind == stakeholder.Acknowledged {
		return "recorded by " + n.ByName + how
	}
	return "by " + n.ByName + how
}

// href returns the link of a contact, "" for plain text.
func href(st stakeholder.Stakeholder) string {
	switch {
	case st.Contact == "":
		return ""
	case st.Channel == stakeholder.ByEmail:
		return "mailto:" + st.Contact
	case st.Channel == stakeholder.ByCall:
		return "tel:" + strings.NewReplacer(" ", "", "(", "", ")", "", "/", "").Replace(st.Contact)
	}
	return ""
}

// FormVM is the form of a new or an existing stakeholder.
type FormVM struct {
	Plan   *launch.Plan
	Form   ui.Form
	People []people.User
	// One is nil for a new stakeholder.
	One  *stakeholder.Detail
	Base string
	Key  string
}

// Fields are the names of the form's fields, in order.
var Fields = []string{"name", "function", "organisation", "channel", "contact", "owner", "note"}

// Values returns a stakeholder's fields as values of the form.
func Values(d stakeholder.Detail) url.Values {
	v := url.Values{"name": {d.Name}, "function": {d.Function}, "organisation": {d.Organisation}, "channel": {string(d.Channel)},
		"contact": {d.Contact}, "note": {d.Note}, "owner": {""}}
	if d.OwnerID != 0 {
		v.Set("owner", id(d.OwnerID))
	}
	return v
}

func (vm FormVM) action() string {
	if vm.One == nil {
		return paths.Stakeholders(vm.Plan.Slug)
	}
	return paths.Stakeholder(vm.Plan.Slug, vm.One.ID)
}

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.One.Version)
}

func (vm FormVM) heading() string {
	if vm.One == nil {
		return "Add a stakeholder"
	}
	return "Edit stakeholder"
}

func (vm FormVM) button() string {
	if vm.One == nil {
		return "Add stakeholder"
	}
	return "Save changes"
}

// owners returns the possible owners, and the present one in any case.
func (vm FormVM) owners() []ui.Option {
	return ui.OwnerOptions(vm.People, "Nobody yet", vm.Form.Val("owner"))
}

func channels() []ui.Option {
	var out []ui.Option
	for _, c := range stakeholder.Channels {
		out = append(out, ui.Option{Value: string(c), Label: c.Label()})
	}
	return out
}

// ConflictFields returns the form's values and the stored ones as text.
func ConflictFields(vm FormVM) []ui.ConflictField {
	theirs := ui.NewForm(Values(*vm.One))
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Name", "name"}, {"Function", "function"}, {"Organisation", "organisation"},
		{"How they are told", "channel"},
		{"Contact", "contact"}, {"Who tells them", "owner"}, {"Note", "note"}} {
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: vm.words(vm.Form, f[1]), Theirs: vm.words(theirs, f[1])})
	}
	return out
}

func (vm FormVM) words(f ui.Form, name string) string {
	switch name {
	case "channel":
		return stakeholder.Channel(f.Val(name)).Label()
	case "owner":
		for _, u := range vm.People {
			if id(u.ID) == f.Val(name) {
				return u.Name
			}
		}
		return ""
	}
	return strings.ReplaceAll(strings.TrimSpace(f.Val(name)), "\r\n", "\n")
}

// MessageVM is a message that can be sent, with the link.
type MessageVM struct {
	Plan    *launch.Plan
	One     stakeholder.Detail
	Address string
	Sender  string
	Key     string
}

// Text returns the message.
func (vm MessageVM) Text() string {
	var b strings.Builder
	present := stakeholder.DayOf(vm.Plan.Launch)
	fmt.Fprintf(&b, "Hello %s,\n\n", vm.One.Name)
	if vm.One.State(present) == stakeholder.Outdated {
		fmt.Fprintf(&b, "the date of “%s” has moved. It was %s.\nNow it is %s.\n\n", vm.Plan.Name, vm.One.Acknowledge.Day.Long(), present.Long())
	} else {
		fmt.Fprintf(&b, "“%s” launches on %s.\n\n", vm.Plan.Name, present.Long())
	}
	fmt.Fprintf(&b, "Please tell us that you know this date: one press, no account needed.\n%s\n\nThe link is for you alone. It "+
		"always shows the present date.\n\n%s\n", vm.Address, vm.Sender)
	return b.String()
}

// mail returns the URL that opens the message in the mail program; "" without an address.
func (vm MessageVM) mail() string {
	if vm.One.Channel != stakeholder.ByEmail || vm.One.Contact == "" {
		return ""
	}
	q := url.Values{"subject": {vm.Plan.Name + ": " + stakeholder.DayOf(vm.Plan.Launch).On.Long()},
		"body": {strings.ReplaceAll(vm.Text(), "\n", "\r\n")}}
	// Mail programs do not decode a plus sign.
	return "mailto:" + url.PathEscape(vm.One.Contact) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
