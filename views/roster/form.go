package roster

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/models/launch"
	"tminus/models/message"
	"tminus/models/people"
	"tminus/models/roster"
	"tminus/views/paths"
	"tminus/views/ui"
)

// Fields are the names of an entry's form fields.
var Fields = []string{"role", "role_own", "person", "out", "from_on", "from_at", "to_on", "to_at", "note"}

// Values returns an entry as values of its form.
func Values(e roster.Entry, loc *time.Location) url.Values {
	v := url.Values{"zone": {loc.String()}, "note": {e.Note}, "role": {string(e.Role)}, "role_own": {""}, "person": {""}, "out": {""}}
	for name, id := range map[string]int64{"person": e.In(), "out": e.Out()} {
		if id != 0 {
			v.Set(name, num(id))
		}
	}
	for name, at := range map[string]time.Time{"from": e.FromAt.Time, "to": e.ToAt.Time} {
		m := roster.MomentOf(at, loc)
		v.Set(name+"_on", m.On.String())
		v.Set(name+"_at", m.At.String())
	}
	return v
}

// FormVM is the form of an entry.
type FormVM struct {
	Plan   *launch.Plan
	R      roster.Roster
	Kind   roster.Kind
	Entry  *roster.Entry // nil for a new entry
	Form   ui.Form
	People []people.User
	Key    string
	Base   string
}

func (vm FormVM) action() string {
	if vm.Entry == nil {
		return paths.Roster(vm.Plan.Slug)
	}
	return paths.Shift(vm.Plan.Slug, vm.Entry.ID)
}

func (vm FormVM) heading() string {
	switch {
	case vm.Entry != nil && vm.Kind == roster.Shift:
		return "Edit shift"
	case vm.Entry != nil:
		return "Edit override: " + strings.ToLower(vm.Kind.Label())
	case vm.Kind == roster.Shift:
		return "Add a shift"
	}
	return "Override"
}

func (vm FormVM) button() string {
	switch {
	case vm.Entry != nil:
		return "Save"
	case vm.Kind == roster.Shift:
		return "Add shift"
	}
	return "Override"
}

// kinds returns the tabs for the kind of a new override.
func (vm FormVM) kinds() []ui.Tab {
	var out []ui.Tab
	for _, k := range roster.Kinds {
		if k.Override() {
			q := url.Values{}
			for _, n := range Fields {
				if v := vm.Form.Val(n); v != "" {
					q.Set(n, v)
				}
			}
			q.Set("kind", string(k))
			out = append(out, ui.Tab{Href: paths.With(paths.Roster(vm.Plan.Slug, "new"), q), Label: k.Label(), Current: k == vm.Kind})
		}
	}
	return out
}

func (vm FormVM) takes() bool  { return vm.Kind == roster.Replace || vm.Kind == roster.Remove }
func (vm FormVM) brings() bool { return vm.Kind != roster.Remove }

// roles returns the roles to choose from: required ones and those in use.
func (vm FormVM) roles() []ui.Option {
	var out []ui.Option
	if vm.takes() {
		out = append(out, ui.Option{Label: "Whatever role they have"})
	}
	seen := map[roster.Role]bool{"": true}
	add := func(r roster.Role) {
		if !seen[r] {
			seen[r] = true
			out = append(out, ui.Option{Value: string(r), Label: r.Label()})
		}
	}
	add(roster.Primary)
	add(roster.Secondary)
	for _, c := range vm.R.Coverage.Roles {
		add(c.Role)
	}
	add(roster.Role(vm.Form.Val("role")))
	return out
}

func (vm FormVM) zoneHint() string {
	return "In " + vm.zone() + ". A time that the clocks leave out is refused; of one that comes twice the first is meant."
}

func (vm FormVM) zone() string {
	if z := vm.Form.Val("zone"); z != "" {
		return z
	}
	return vm.Plan.Zone
}

// ConflictFields returns the form's values next to the stored ones.
func ConflictFields(vm FormVM, theirs url.Values) []ui.ConflictField {
	name := func(id string) string {
		for _, u := range vm.People {
			if num(u.ID) == id {
				return u.Name
			}
		}
		return ""
	}
	f := vm.Form
	both := func(v url.Values, a, b string) string { return strings.TrimSpace(v.Get(a) + " " + v.Get(b)) }
	out := []ui.ConflictField{{Label: "Role", Yours: roster.Role(f.Val("role")).Label(), Theirs: roster.Role(theirs.Get("role")).Label(),
		Name: "role"}}
	if vm.brings() {
		out = append(out, ui.ConflictField{Label: "On call", Yours: name(f.Val("person")), Theirs: name(theirs.Get("person")), Name: "person"})
	}
	if vm.takes() {
		out = append(out, ui.ConflictField{Label: "Off call", Yours: name(f.Val("out")), Theirs: name(theirs.Get("out")), Name: "out"})
	}
	return append(out,
		ui.ConflictField{Label: "From", Yours: both(f.Values, "from_on", "from_at"), Theirs: both(theirs, "from_on", "from_at"),
			Name: "from_on from_at"},
		ui.ConflictField{Label: "To", Yours: both(f.Values, "to_on", "to_at"), Theirs: both(theirs, "to_on", "to_at"), Name: "to_on to_at"},
		ui.ConflictField{Label: "Note", Yours: f.Val("note"), Theirs: theirs.Get("note"), Name: "note"})
}

// SimpleVM is a page with one small form of a roster.
type SimpleVM struct {
	Plan   *launch.Plan
	R      roster.Roster
	Form   ui.Form
	People []people.User
	Key    string
	Entry  roster.Entry
	Period roster.Period
	Topic  roster.Topic
	// Me is the reader's id; CanEdit reports whether they may edit.
	Me      int64
	CanEdit bool
	// Can reports what the reader may do.
	Can func(people.Action, people.Subject) bool
	// Dry is the result of a dry run at the time At, Contacts are the contacts of the people it
	// pages. Address is the URL of the page, for printing.
	Dry      []roster.Paged
	At       time.Time
	Contacts map[int64][]people.Contact
	Address  string
	// Pages are the newest pages of the launch. CanPage reports whether there is a connection for
	// paging; PageForm is its form.
	Pages    []message.PageView
	CanPage  bool
	PageForm ui.Form
}

func (vm SimpleVM) loc() *time.Location { return vm.Plan.Location() }

func (vm SimpleVM) path(tail ...string) string { return paths.Roster(vm.Plan.Slug, tail...) }

// theirs returns the future shifts of other people, to swap for.
func (vm SimpleVM) theirs() []ui.Option {
	out := []ui.Option{{Label: "Nothing: they take it"}}
	for _, e := range vm.R.Entries {
		if e.Kind == roster.Shift && e.In() != vm.Entry.In() && e.FromAt.After(vm.R.Now) {
			out = append(out, ui.Option{Value: num(e.ID), Label: fmt.Sprintf("%s, %s", e.Role.Label(), roster.Say(e.Span(), vm.loc())),
				Group: vm.R.Name(e.In())})
		}
	}
	// Options of a group must be adjacent.
	return grouped(out)
}

func grouped(opts []ui.Option) []ui.Option {
	var out []ui.Option
	done := map[string]bool{}
	for _, o := range opts {
		if done[o.Group] {
			continue
		}
		done[o.Group] = true
		for _, p := range opts {
			if p.Group == o.Group {
				out = append(out, p)
			}
		}
	}
	return out
}

// coverOptions returns the roles that the lead can count as cover, none while the launch has only the
// roles that every roster has.
func (vm SimpleVM) coverOptions() []ui.Option {
	var out []ui.Option
	own := len(vm.R.Settings.Covers) > 0
	add := func(r roster.Role) {
		if r != roster.Primary && !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == string(r) }) {
			out = append(out, ui.Option{Value: string(r), Label: r.Label()})
			own = own || r != roster.Secondary
		}
	}
	for _, e := range vm.R.Entries {
		if e.Role != "" {
			add(e.Role)
		}
	}
	for _, r := range slices.Concat(vm.R.Settings.Needs, vm.R.Settings.Covers) {
		add(r)
	}
	if !own {
		return nil
	}
	return out
}

// covers returns the roles that count as cover, as the value of Checkboxes.
func (vm SimpleVM) covers() string {
	var out []string
	for _, r := range vm.R.Settings.Covers {
		out = append(out, string(r))
	}
	return strings.Join(out, ",")
}

// StepRows is the number of steps in the form of an escalation.
const StepRows = 6

func rowsFor(steps []roster.Step) int { return min(max(StepRows, len(steps)+1), roster.MaxSteps) }

// stepWho returns the target of a step as a form value.
func stepWho(s roster.Step) string {
	if s.UserID != nil {
		return num(*s.UserID)
	}
	return "role:" + string(s.Role)
}

func (vm SimpleVM) whoOptions() []ui.Option {
	out := []ui.Option{{Label: "Nobody"}}
	seen := map[roster.Role]bool{"": true}
	add := func(r roster.Role) {
		if !seen[r] {
			seen[r] = true
			out = append(out, ui.Option{Value: "role:" + string(r), Label: r.Label(), Group: "Whoever is on call as"})
		}
	}
	add(roster.Primary)
	add(roster.Secondary)
	for _, c := range vm.R.Coverage.Roles {
		add(c.Role)
	}
	for _, s := range slices.Concat(vm.R.Steps, vm.Topic.Steps) {
		add(s.Role)
	}
	for _, o := range personOptions(vm.People, "")[1:] {
		o.Group = "One person"
		out = append(out, o)
	}
	return out
}

// stepIn returns the stored step of a row, for the form's defaults.
func stepIn(steps []roster.Step, i int) (who, wait string) {
	if i < len(steps) {
		return stepWho(steps[i]), strconv.Itoa(steps[i].Wait)
	}
	return "", "10"
}

// named returns the text for a person paged by a step of a dry run.
func named(p roster.Paged, w roster.Person) string {
	if slices.Contains(p.Away, w.ID) {
		return w.Name + " (away then)"
	}
	return w.Name
}

// silent returns the reason why a step of a dry run reaches nobody.
func silent(p roster.Paged) string {
	if len(p.Unheard) > 0 {
		return p.Unheard[0].Name + " cannot be reached"
	}
	return "Nobody is on call as " + strings.ToLower(p.Role.Label())
}

func stepLabel(p roster.Paged) string {
	if p.UserID != nil {
		return "One person"
	}
	return p.Role.Label()
}

// incoming returns the next person on call after the reader, for the handover.
func (vm SimpleVM) incoming() string {
	for _, s := range roster.Next(vm.R.Watch.Slots, vm.R.Now) {
		if s.Person != vm.Me {
			return num(s.Person)
		}
	}
	return ""
}

// OrgVM is the page of who is on call for all launches.
type OrgVM struct {
	Rosters []roster.Roster
}

func problemCount(r roster.Roster) string { return problemsText(r.Coverage) }

// worstMark returns the mark of the worst problem of a roster.
func worstMark(r roster.Roster) ui.Mark {
	for _, p := range r.Coverage.Problems {
		if mark(p.Kind) == ui.MarkBlocked {
			return ui.MarkBlocked
		}
	}
	return ui.MarkAtRisk
}

func (vm SimpleVM) stepName(s roster.Step) string {
	if s.UserID != nil {
		return vm.R.Name(*s.UserID)
	}
	return s.Role.Label()
}

// dryForm returns the form with the time of the dry run.
func (vm SimpleVM) dryForm() ui.Form {
	m := roster.MomentOf(vm.At, vm.loc())
	f := ui.NewForm(url.Values{"on": {m.On.String()}, "at": {m.At.String()}})
	f.Prefix = "dry-"
	return f
}

// stage returns the state of the launch, as the start of a note.
func (vm SimpleVM) stage() string {
	return vm.Plan.State.Label() + ", " + vm.Plan.Phase(vm.Plan.Today).Label()
}
