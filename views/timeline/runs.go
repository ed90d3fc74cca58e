package timeline

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/ritual"
	"tminus/models/timeline"
	"tminus/views/paths"
	ritualview "tminus/views/ritual"
	"tminus/views/ui"
)

// Ritual is a row of a ritual: a mark for each day with runs.
type Ritual struct {
	ID   int64
	Name string
	Days []RunDay
}

// RunDay holds the runs of a ritual on a day.
type RunDay struct {
	Day  int // from T
	On   civil.Date
	Runs []RunOn
}

// RunOn is a run with its mark and label.
type RunOn struct {
	ritual.RunMark
	Mark  ui.Mark
	Label string
}

// Rituals groups runs, ordered by ritual and day, into rows, as far as the filter selects them.
// They belong to no team.
func Rituals(p *launch.Plan, f timeline.Filter, runs []ritual.RunMark) []Ritual {
	var out []Ritual
	for _, m := range runs {
		if !keepsRun(f, m) {
			continue
		}
		if len(out) == 0 || out[len(out)-1].ID != m.RitualID {
			out = append(out, Ritual{ID: m.RitualID, Name: m.Ritual})
		}
		r := &out[len(out)-1]
		on := p.LaunchOn.AddDays(m.Day)
		if len(r.Days) == 0 || r.Days[len(r.Days)-1].Day != m.Day {
			r.Days = append(r.Days, RunDay{Day: m.Day, On: on})
		}
		run := RunOn{RunMark: m}
		run.Mark, run.Label = ritualview.RunMark(m.Run(), on, p.Today)
		d := &r.Days[len(r.Days)-1]
		d.Runs = append(d.Runs, run)
	}
	return out
}

func keepsRun(f timeline.Filter, m ritual.RunMark) bool {
	switch f.Status {
	case "":
	case timeline.StatusOpen:
		if !m.Open() {
			return false
		}
	case timeline.StatusFinished:
		if m.Open() {
			return false
		}
	default:
		return false
	}
	owner := strconv.FormatInt(m.OwnerID, 10)
	if m.OwnerID == 0 {
		owner = timeline.Nobody
	}
	return f.Team == "" && (f.Owner == "" || f.Owner == owner) && strings.Contains(strings.ToLower(m.Ritual), strings.ToLower(f.Text))
}

// worst orders marks by urgency.
var worst = map[ui.Mark]int{ui.MarkBlocked: 0, ui.MarkAtRisk: 1, ui.MarkInProgress: 2, ui.MarkNotStarted: 3, ui.MarkDone: 4,
	ui.MarkSkipped: 5}

// first returns the most urgent run of a day.
func (d RunDay) first() RunOn {
	at := d.Runs[0]
	for _, r := range d.Runs[1:] {
		if worst[r.Mark] < worst[at.Mark] {
			at = r
		}
	}
	return at
}

// label returns the accessible name of a day's mark: "Core flows on staging, Tue 8 Dec, T-2,
// planned".
func (d RunDay) label(t civil.Date) string {
	r := d.Runs[0]
	text := r.Ritual + " on " + r.Environment.Label() + ", " + d.On.Short() + ", " + civil.Countdown(t, d.On) + ", "
	if len(d.Runs) > 1 {
		text += strconv.Itoa(len(d.Runs)) + " runs: "
	}
	for i, r := range d.Runs {
		if i > 0 {
			text += ", "
		}
		text += strings.ToLower(r.Label)
	}
	return text
}

// runsHead returns the numbers of finished and late runs as text.
func runsHead(rs []Ritual) string {
	all, over, late := 0, 0, 0
	for _, r := range rs {
		for _, d := range r.Days {
			for _, n := range d.Runs {
				all++
				if !n.Open() {
					over++
				}
				if n.Mark == ui.MarkAtRisk && n.State == ritual.RunPlanned {
					late++
				}
			}
		}
	}
	text := strconv.Itoa(over) + " of " + strconv.Itoa(all) + " planned runs over"
	if late > 0 {
		text += ", " + strconv.Itoa(late) + " late"
	}
	return text
}

// ritualRows returns the rows of rituals on the chart. Days outside of it are in the list.
func ritualRows(vm *VM) templ.Component {
	return byHand(vm, func(p *page) {
		for i := range vm.Rituals {
			r := &vm.Rituals[i]
			p.raw(`<tr class="item"><th scope="row"><a class="title" href="`).text(paths.Ritual(vm.Plan.Slug, r.ID)).raw(
				`" dir="auto">`).text(r.Name).raw(`</a></th><td colspan="36" class="runs">`)
			for j := range r.Days {
				d := &r.Days[j]
				if d.Day < timeline.FirstDay || d.Day > timeline.LastDay {
					continue
				}
				first := d.first()
				label := d.label(vm.Plan.LaunchOn)
				p.raw(`<a class="run c`).num(int64(d.Day-timeline.FirstDay+1)).raw(` `, string(first.Mark), `" href="`).text(
					paths.Run(vm.Plan.Slug, first.ID))
				p.raw(`" aria-label="`).text(label).raw(`" title="`).text(label).raw(`">`, markHTML()[launch.Mark(first.Mark)])
				if len(d.Runs) > 1 {
					p.num(int64(len(d.Runs)))
				}
				p.raw(`</a>`)
			}
			p.raw("</td></tr>\n")
		}
	})
}

// runItems returns all runs as list entries, for the list and narrow screens.
func runItems(vm *VM) templ.Component {
	return byHand(vm, func(p *page) {
		for i := range vm.Rituals {
			for j := range vm.Rituals[i].Days {
				d := &vm.Rituals[i].Days[j]
				for k := range d.Runs {
					n := &d.Runs[k]
					p.raw(`<li><a href="`).text(paths.Run(vm.Plan.Slug, n.ID)).raw(`" dir="auto">`).text(
						n.Ritual+" on "+n.Environment.Label()).raw(`</a><span class="tag `, string(n.Mark), `">`)
					p.raw(markHTML()[launch.Mark(n.Mark)]).text(n.Label).raw(`</span><span class="sub">`).text(
						civil.Countdown(vm.Plan.LaunchOn, d.On) + " · " + d.On.Short() + " · ")
					if n.OwnerID == 0 {
						p.raw(`no owner`)
					} else {
						p.text(n.OwnerName)
					}
					p.raw("</span></li>\n")
				}
			}
		}
	})
}
