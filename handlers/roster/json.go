package roster

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	rota "tminus/models/roster"
	"tminus/views/paths"
)

// The JSON for other tools about who is on call. docs/oncall.md describes each field.
type (
	onCallJSON struct {
		At       time.Time      `json:"at"`
		Launches []launchOnCall `json:"launches"`
	}
	launchOnCall struct {
		Launch   string        `json:"launch"`
		Slug     string        `json:"slug"`
		State    string        `json:"state"`
		T        time.Time     `json:"t"`
		At       time.Time     `json:"at"`
		Window   spanJSON      `json:"window"`
		OnCall   []dutyJSON    `json:"on_call"`
		Next     []dutyJSON    `json:"next"`
		Covered  bool          `json:"covered"`
		Problems []problemJSON `json:"problems"`
		Path     string        `json:"path"`
	}
	spanJSON struct {
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
	}
	dutyJSON struct {
		Role     string `json:"role"`
		PersonID int64  `json:"person_id"`
		Person   string `json:"person"`
		spanJSON
	}
	problemJSON struct {
		Kind     string `json:"kind"`
		Role     string `json:"role,omitempty"`
		PersonID int64  `json:"person_id,omitempty"`
		Person   string `json:"person,omitempty"`
		Minutes  int    `json:"minutes"`
		spanJSON
	}
)

func onCallOf(r rota.Roster) launchOnCall {
	out := launchOnCall{
		Launch: r.Launch.Name, Slug: r.Launch.Slug, State: string(r.Launch.State), T: r.Launch.LaunchAt.Time, At: r.Now,
		Window: spanJSON(r.Watch.Window), OnCall: []dutyJSON{}, Next: []dutyJSON{}, Problems: []problemJSON{},
		Covered: len(r.Entries) > 0 && len(r.Coverage.Problems) == 0, Path: paths.Roster(r.Launch.Slug),
	}
	for _, s := range r.On() {
		d := dutyOf(r, s)
		d.To = rota.Until(r.Watch.Slots, s.Person, s.Role, r.Now)
		out.OnCall = append(out.OnCall, d)
	}
	for _, s := range rota.Next(r.Watch.Slots, r.Now) {
		out.Next = append(out.Next, dutyOf(r, s))
	}
	for _, p := range r.Coverage.Problems {
		out.Problems = append(out.Problems, problemJSON{Kind: strings.ReplaceAll(string(p.Kind), " ", "_"), Role: string(p.Role),
			PersonID: p.Person, Person: r.Name(p.Person), Minutes: p.Minutes, spanJSON: spanJSON(p.Span)})
	}
	return out
}

func dutyOf(r rota.Roster, s rota.Slot) dutyJSON {
	return dutyJSON{Role: string(s.Role), PersonID: s.Person, Person: r.Name(s.Person), spanJSON: spanJSON(s.Span())}
}

// onCallEverywhereJSON sends the people on call for all launches as JSON.
func (h *Handler) onCallEverywhereJSON(c echo.Context) error {
	rs, err := h.roster.Everywhere(c.Request().Context())
	if err != nil {
		return err
	}
	out := onCallJSON{At: h.DB.Now(), Launches: []launchOnCall{}}
	for _, r := range rs {
		out.Launches = append(out.Launches, onCallOf(r))
	}
	return c.JSON(http.StatusOK, out)
}

// onCallLaunchJSON sends the people on call for one launch.
func (h *Handler) onCallLaunchJSON(c echo.Context) error {
	_, r, err := h.rosterOf(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, onCallOf(r))
}
