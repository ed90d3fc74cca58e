package portfolio

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tminus/internal/civil"
	"tminus/models/portfolio"
	"tminus/models/template"
	collisionview "tminus/views/collision"
	"tminus/views/ui"
)

// AxisWeeks is the number of weeks on the time axis, and axisStep the number of weeks by which the
// previous and next pages are shifted, so that some weeks stay visible.
const (
	AxisWeeks = 12
	axisStep  = 8
	axisDays  = AxisWeeks * 7
)

// AxisStart returns the Monday on which an axis around a day begins.
func AxisStart(day civil.Date) civil.Date { return Monday(day.AddDays(-14)) }

// Monday returns the first day of a day's week.
func Monday(d civil.Date) civil.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

func (vm VM) axisEnd() civil.Date { return vm.From.AddDays(axisDays - 1) }

func (vm VM) axisURL(weeks int) string { return vm.url("from", vm.From.AddDays(7*weeks).String()) }

func (vm VM) axisTitle() string { return vm.From.Short() + " – " + vm.axisEnd().Long() }

// at returns the position of the start of a day on the axis, in per cent.
func (vm VM) at(d civil.Date) float64 { return 100 * float64(d.Sub(vm.From)) / axisDays }

// weekAxis is the head of the axis: the start of each week, and today.
func weekAxis(vm VM) templ.Component {
	var b strings.Builder
	b.WriteString(`<svg class="axis" width="100%" height="28" aria-hidden="true">`)
	vm.today(&b, "20")
	for w := range AxisWeeks {
		day := vm.From.AddDays(7 * w)
		fmt.Fprintf(&b, `<text x="%.3f%%" dx="4" y="18">%s</text>`, vm.at(day), day.Format("2 Jan"))
	}
	b.WriteString(`</svg>`)
	return ui.Text(b.String())
}

func (vm VM) today(b *strings.Builder, top string) {
	if vm.Today.Before(vm.From) || vm.Today.After(vm.axisEnd()) {
		return
	}
	x := vm.at(vm.Today) + 50.0/axisDays
	fmt.Fprintf(b, `<line class="now" x1="%.3f%%" x2="%.3f%%" y1="%s" y2="100%%"/>`, x, x, top)
}

// bar is a launch on the axis: its phases, and T.
func bar(vm VM, r portfolio.Summary) templ.Component {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="axis fill" role="img" aria-label="%s">`, templ.EscapeString(spans(r)))
	vm.today(&b, "0")
	for i, p := range r.Frame.Phases {
		from, to := r.LaunchOn.AddDays(p.From), phaseEnd(r, i)
		if to.Before(vm.From) || from.After(vm.axisEnd()) || p.Key == template.PhaseLaunch {
			continue
		}
		vm.phase(&b, p, from, to)
	}
	vm.t(&b, r)
	b.WriteString(`</svg>`)
	return ui.Text(b.String())
}

// phase draws the visible part of a phase, with its name if there is room.
func (vm VM) phase(b *strings.Builder, p template.PhaseSpan, from, to civil.Date) {
	if from.Before(vm.From) {
		from = vm.From
	}
	if to.After(vm.axisEnd()) {
		to = vm.axisEnd()
	}
	x, width := vm.at(from), vm.at(to.AddDays(1))-vm.at(from)
	fmt.Fprintf(b, `<rect class="ph-%s" x="%.3f%%" width="%.3f%%" y="50%%" height="20" rx="3" transform="translate(0 -10)"/>`,
		templ.EscapeString(string(p.Key)), x, width)
	if to.Sub(from) >= 4 {
		fmt.Fprintf(b, `<text x="%.3f%%" dx="6" y="50%%" dy="4">%s</text>`, x, templ.EscapeString(p.Key.Label()))
	}
}

func (vm VM) t(b *strings.Builder, r portfolio.Summary) {
	if r.LaunchOn.Before(vm.From) || r.LaunchOn.After(vm.axisEnd()) {
		return
	}
	fmt.Fprintf(b,
		`<svg class="t0" x="%.3f%%" y="50%%" width="1" height="1" overflow="visible">`+
			`<path d="M0-11 9 0 0 11-9 0z"/><text y="4" text-anchor="middle">T</text></svg>`,
		vm.at(r.LaunchOn)+50.0/axisDays)
}

// phaseEnd returns the last day of a phase, which is before the next one, because the days between
// belong to it.
func phaseEnd(r portfolio.Summary, i int) civil.Date {
	ps := r.Frame.Phases
	if i+1 < len(ps) {
		return r.LaunchOn.AddDays(ps[i+1].From - 1)
	}
	return r.LaunchOn.AddDays(ps[i].To)
}

// spans returns a launch's bar as text.
func spans(r portfolio.Summary) string {
	var parts []string
	for i, p := range r.Frame.Phases {
		from := r.LaunchOn.AddDays(p.From)
		if p.Key == template.PhaseLaunch {
			parts = append(parts, "launch "+from.Short())
			continue
		}
		parts = append(parts, p.Key.Label()+" "+from.Short()+" to "+phaseEnd(r, i).Short())
	}
	return strings.Join(parts, ", ")
}

// clashes returns the clashes of a launch in short form, those on a critical service first.
func (vm VM) clashes(r portfolio.Summary) string {
	var words, slugs []string
	for _, c := range vm.Shared[r.ID] {
		words, slugs = append(words, c.With), append(slugs, c.Slug)
	}
	for _, c := range r.Clashes {
		if !slices.Contains(slugs, c.Slug) {
			words = append(words, c.Text())
		}
	}
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return fmt.Sprintf("%s and %d more", words[0], n-1)
	}
}

// clashMark returns the mark for them.
func (vm VM) clashMark(r portfolio.Summary) ui.Mark {
	if cs := vm.Shared[r.ID]; len(cs) > 0 {
		return collisionview.Mark(cs[0])
	}
	return ui.MarkAtRisk
}
