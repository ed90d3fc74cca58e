package stakeholder

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Filter selects stakeholders of a launch. The zero value selects all.
type Filter struct {
	State    State
	Function string
	Text     string
}

// Stakeholder is a stakeholder with all of their data.
type Stakeholder struct {
	Fact
	Organisation string
	Channel      Channel
	Contact      string
	Note         string
	Archived     bool
	Version      int
	// LinkAt is the time at which the current link was created, or zero if there is none.
	LinkAt time.Time
}

// Register has the stakeholders of a launch that match a filter, and figures for all of them.
type Register struct {
	Rows      []Stakeholder
	Awareness Awareness
	Counts    map[State]int
	Functions []string
	Present   Day
}

// Of returns the stakeholders of a launch, most urgent first, in a constant number of queries.
func (s *Store) Of(ctx context.Context, l launch.Launch, f Filter) (Register, error) {
	reg := Register{Present: DayOf(l), Counts: map[State]int{}}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return reg, err
	}
	list, err := stakeholders(s.db.Read(ctx), "s.launch_id = ? AND s.archived_at IS NULL", l.ID)
	if err != nil {
		return reg, err
	}
	all := make([]Fact, len(list))
	for i, st := range list {
		all[i] = st.Fact
		reg.Counts[st.State(reg.Present)]++
		if !slices.Contains(reg.Functions, st.Function) {
			reg.Functions = append(reg.Functions, st.Function)
		}
	}
	slices.Sort(reg.Functions)
	reg.Awareness = Assess(all, reg.Present)
	text := fold.Text(strings.TrimSpace(f.Text))
	reg.Rows = slices.DeleteFunc(list, func(st Stakeholder) bool {
		return f.State != "" && st.State(reg.Present) != f.State || f.Function != "" && st.Function != f.Function ||
			!strings.Contains(st.searchText(), text)
	})
	slices.SortStableFunc(reg.Rows, func(a, b Stakeholder) int {
		return slices.Index(States, a.State(reg.Present)) - slices.Index(States, b.State(reg.Present))
	})
	return reg, nil
}

func (st Stakeholder) searchText() string {
	return fold.Text(strings.Join([]string{st.Name, st.Function, st.Organisation, st.Contact, st.Note, st.OwnerName}, "\n"))
}

// stakeholders returns the stakeholders that match a condition on s, by name.
func stakeholders(g db.Reader, where string, args ...any) ([]Stakeholder, error) {
	fs, err := facts(g, where, args...)
	if err != nil {
		return nil, err
	}
	rows, err := g.Raw(`SELECT s.id, s.organisation, s.channel, s.contact, s.note, s.archived_at, s.version, k.made_at
		FROM stakeholders s LEFT JOIN stakeholder_links k ON k.stakeholder_id = s.id AND k.revoked_at IS NULL WHERE `+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	more := make(map[int64]Stakeholder, len(fs))
	for rows.Next() {
		var st Stakeholder
		var archived, link db.Instant
		if err := rows.Scan(&st.ID, &st.Organisation, &st.Channel, &st.Contact, &st.Note, &archived, &st.Version, &link); err != nil {
			return nil, err
		}
		st.Archived, st.LinkAt = !archived.IsZero(), link.Time
		more[st.ID] = st
	}
	out := make([]Stakeholder, len(fs))
	for i, f := range fs {
		out[i] = more[f.ID]
		out[i].Fact = f
	}
	return out, rows.Err()
}

// Detail is a stakeholder with all notices.
type Detail struct {
	Stakeholder
	Notices []Notice // newest first
}

// Stakeholder returns a stakeholder of a launch. It returns NotFound if they belong to another
// launch.
func (s *Store) Stakeholder(ctx context.Context, l launch.Launch, id int64) (Detail, error) {
	var d Detail
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	list, err := stakeholders(g, "s.id = ? AND s.launch_id = ?", id, l.ID)
	if err != nil {
		return d, err
	}
	if len(list) == 0 {
		return d, db.NotFoundAs(gorm.ErrRecordNotFound, "stakeholder of this launch")
	}
	d.Stakeholder = list[0]
	d.Notices, err = notices(g, "n.stakeholder_id = ?", id)
	return d, err
}

// AskedAgain returns the number of stakeholders who acknowledged the present T of a launch and
// would have to be asked again if it moved to another.
func (s *Store) AskedAgain(ctx context.Context, l launch.Launch, to Day) (int, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return 0, err
	}
	fs, err := Facts(s.db.Read(ctx), l.ID)
	return AskedAgain(fs[l.ID], DayOf(l), to), err
}
