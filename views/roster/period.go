package roster

import (
	"net/url"
	"strings"
	"time"

	"tminus/models/roster"
)

// periodFields are the names of a period's form fields.
var periodFields = []string{"rule", "call", "decider", "from_on", "from_at", "to_on", "to_at", "zone"}

// PeriodValues returns a period as values of its form.
func PeriodValues(p roster.Period, loc *time.Location) url.Values {
	v := url.Values{"rule": {p.Rule}, "zone": {loc.String()}}
	for name, id := range map[string]int64{"call": p.Call(), "decider": p.Decider()} {
		if id != 0 {
			v.Set(name, num(id))
		}
	}
	for name, at := range map[string]time.Time{"from": p.FromAt.Time, "to": p.ToAt.Time} {
		if !at.IsZero() {
			m := roster.MomentOf(at, loc)
			v.Set(name+"_on", m.On.String())
			v.Set(name+"_at", m.At.String())
		}
	}
	return v
}

// PeriodFields returns a period as form fields.
func PeriodFields(p roster.Period, loc *time.Location) [][2]string {
	v := PeriodValues(p, loc)
	var out [][2]string
	for _, name := range periodFields {
		out = append(out, [2]string{name, v.Get(name)})
	}
	return out
}

// ruleText returns the rule of a period with whom to call: "True emergencies only. Call Petra Lund."
func ruleText(r roster.Roster, p roster.Period) string {
	text := strings.TrimRight(p.Rule, ".") + "."
	if p.Call() != 0 {
		text += " Call " + r.Name(p.Call()) + "."
	}
	return text
}

// periodTime returns the time of a period, and who decides its end if nobody has.
func periodTime(r roster.Roster, p roster.Period, loc *time.Location) string {
	if p.Open() {
		return p.Say(loc) + ", until " + r.Name(p.Decider()) + " decides"
	}
	return p.Say(loc)
}

func (vm SimpleVM) periodPath(tail ...string) string {
	return vm.path(append([]string{"periods", num(vm.Period.ID)}, tail...)...)
}

func (vm SimpleVM) periodHeading() string {
	if vm.Period.ID == 0 {
		return "Add a period with a rule"
	}
	return "Edit period"
}

func (vm SimpleVM) periodAction() string {
	if vm.Period.ID == 0 {
		return vm.path("periods")
	}
	return vm.periodPath()
}

// zone is the zone of the times in the form.
func (vm SimpleVM) zone() string {
	if z := vm.Form.Val("zone"); z != "" {
		return z
	}
	return vm.Plan.Zone
}
