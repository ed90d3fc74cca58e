package people

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/people"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// EditVM is the form of a person: a new one if the user has no id.
type EditVM struct {
	Form    ui.Form
	User    people.User
	Teams   []people.Team
	Heading string
	// Key is the idempotency key for a new person.
	Key string
}

func (vm EditVM) action() string {
	if vm.User.ID == 0 {
		return paths.People()
	}
	return paths.Person(vm.User.ID, "edit")
}

func (vm EditVM) back() string {
	if vm.User.ID == 0 {
		return paths.People()
	}
	return paths.Person(vm.User.ID)
}

func (vm EditVM) team() string {
	if vm.User.TeamID == nil {
		return ""
	}
	return id(*vm.User.TeamID)
}

func (vm EditVM) teamOptions() []ui.Option { return teamOptions(vm.Teams, "", "No team") }

func roleHints() []ui.Option {
	return []ui.Option{
		{Value: string(people.Administrator), Label: "Administrator", Hint: "Changes everything: people, templates, the audit log."},
		{Value: string(people.Member), Label: "Member", Hint: "Starts launches and changes plans."},
		{Value: string(people.Viewer), Label: "Viewer", Hint: "Reads everything, changes nothing."},
	}
}

func seniorityOptions() []ui.Option {
	var out []ui.Option
	for _, s := range people.Seniorities {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}

// ConflictVM is a conflict between two administrators about a person or team.
type ConflictVM struct {
	Name  string
	Props ui.ConflictProps
}

// ConflictFields returns the form's values next to the stored ones.
func ConflictFields(mine people.Input, now people.User, teams []people.Team) []ui.ConflictField {
	team := func(id *int64) string {
		if id == nil {
			return "No team"
		}
		if i := slices.IndexFunc(teams, func(t people.Team) bool { return t.ID == *id }); i >= 0 {
			return teams[i].Name
		}
		return "An archived team"
	}
	return []ui.ConflictField{
		{Label: "Name", Name: "name", Yours: mine.Name, Theirs: now.Name},
		{Label: "Email", Name: "email", Yours: mine.Email, Theirs: now.Email},
		{Label: "Title", Name: "title", Yours: mine.Title, Theirs: now.Title},
		{Label: "Team", Name: "team", Yours: team(mine.TeamID), Theirs: team(now.TeamID)},
		{Label: "Role", Name: "role", Yours: mine.Role.Label(), Theirs: now.Role.Label()},
		{Label: "Seniority", Name: "seniority", Yours: mine.Seniority.Label(), Theirs: now.Seniority.Label()},
		{Label: "Time zone", Name: "zone", Yours: mine.Zone, Theirs: now.Zone},
	}
}

// LinkVM is a new link, shown once.
type LinkVM struct {
	User    people.User
	Link    people.Link
	Address string
	Zone    string
	// Mailed reports whether the link is sent by e-mail too.
	Mailed bool
}

func (vm LinkVM) until() string {
	return format.Moment(vm.Link.ExpiresAt.Time, format.Zone(vm.Zone))
}

// HandoverVM holds the assignments of a person who leaves, and the possible successors.
type HandoverVM struct {
	Form       ui.Form
	User       people.User
	Groups     []people.Group
	Successors []people.User
	Total      int
	Seen       string
}

// chosen reports whether a holding in a launch has its own successor or was refused, so that it
// must be visible.
func (vm HandoverVM) chosen(g people.Group) bool {
	return slices.ContainsFunc(g.Open, func(h people.Holding) bool {
		return vm.Form.Val("item-"+h.Ref()) != "" || vm.Form.Has("item-"+h.Ref())
	})
}

// successors returns the choices, with the meaning of leaving it open.
func (vm HandoverVM) successors(open string) []ui.Option {
	out := []ui.Option{{Value: "", Label: open}}
	for _, u := range vm.Successors {
		label := u.Name
		if u.Title != "" {
			label += ", " + u.Title
		}
		out = append(out, ui.Option{Value: id(u.ID), Label: label})
	}
	return out
}

// finished returns the finished holdings of a launch.
func finished(g people.Group) []people.Holding {
	return slices.DeleteFunc(slices.Clone(g.All), func(h people.Holding) bool { return !h.Finished })
}

// TeamsVM is the page of teams. Form is the refused form: that of the team Editing, or of a new one
// if Editing is 0.
type TeamsVM struct {
	Rows          []people.TeamRow
	Form          ui.Form
	Editing       int64
	Key           string
	CanAdminister bool
}

func (vm TeamsVM) used() []people.TeamRow {
	return slices.DeleteFunc(slices.Clone(vm.Rows), func(r people.TeamRow) bool { return !r.ArchivedAt.IsZero() })
}

func (vm TeamsVM) archived() []people.TeamRow {
	return slices.DeleteFunc(slices.Clone(vm.Rows), func(r people.TeamRow) bool { return r.ArchivedAt.IsZero() })
}

// offered returns the default teams that do not exist yet.
func (vm TeamsVM) offered() []string {
	var out []string
	for _, g := range people.DefaultTeams {
		if !slices.ContainsFunc(vm.Rows, func(r people.TeamRow) bool { return r.Key == g[0] }) {
			out = append(out, g[1])
		}
	}
	return out
}

// TeamValues returns a team's fields as values of the form.
func TeamValues(t people.Team) url.Values { return url.Values{"name": {t.Name}} }

// version returns the version that the values of a team's form belong to.
func (vm TeamsVM) version(t people.TeamRow) string {
	if v := vm.rowForm(t.ID).Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(t.Version)
}

func (vm TeamsVM) newForm() ui.Form {
	if vm.Editing == 0 {
		return vm.Form
	}
	return ui.NewForm(nil)
}

func (vm TeamsVM) rowForm(teamID int64) ui.Form {
	f := ui.NewForm(nil)
	if vm.Editing == teamID {
		f = vm.Form
	}
	f.Prefix = "t" + id(teamID) + "-"
	return f
}

// summaryForm returns the form whose errors are at the top of the page.
func (vm TeamsVM) summaryForm() ui.Form {
	if vm.Editing == 0 {
		return vm.Form
	}
	return vm.rowForm(vm.Editing)
}

func (vm TeamsVM) open(teamID int64) bool { return vm.Editing == teamID && vm.Form.Err("name") != "" }

// members returns some names of a team and counts the rest.
func members(us []people.User) string {
	const few = 4
	var names []string
	for _, u := range us[:min(few, len(us))] {
		names = append(names, u.Name)
	}
	s := strings.Join(names, ", ")
	if more := len(us) - few; more > 0 {
		s += " and " + words.Count(more, "other")
	}
	return s
}
