package ritual

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/ritual"
	"tminus/views/ui"
)

// The size of the chart of a cadence, in its own units.
const (
	chartHeight = 72
	chartBase   = 56
	chartTop    = 6
	dayWidth    = 14
)

// Chart draws the number of planned runs on each day around T.
func Chart(c ritual.Cadence, launchOn, today civil.Date) templ.Component {
	beats := c.Beats()
	if len(beats) == 0 {
		return templ.NopComponent
	}
	var b strings.Builder
	days := c.To - c.From + 1
	width := max(days, 12) * dayWidth
	fmt.Fprintf(&b, `<svg class="cadence" viewBox="0 0 %d %d" role="img" aria-label="%s">`, width, chartHeight,
		templ.EscapeString("Planned runs a day: "+c.Words()+", "+words.Count(total(beats), "run")+" in all"))
	x := func(day int) int { return (day - c.From) * dayWidth }
	now := today.Sub(launchOn)
	if now >= c.From && now <= c.To {
		fmt.Fprintf(&b, `<rect class="today" x="%d" y="0" width="%d" height="%d"/>`, x(now), dayWidth, chartBase)
	}
	for _, beat := range beats {
		h := max(4, (chartBase-chartTop)*beat.Runs/c.Peak)
		class := string(ritual.EnvironmentOn(beat.Day))
		fmt.Fprintf(&b, `<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="2"/>`, class, x(beat.Day)+2, chartBase-h, dayWidth-4, h)
	}
	fmt.Fprintf(&b, `<line x1="0" x2="%d" y1="%d" y2="%d"/>`, width, chartBase, chartBase)
	label := func(day int, text string) {
		at, anchor := x(day)+dayWidth/2, "middle"
		switch {
		case day == c.From:
			at, anchor = x(day), "start"
		case day == c.To && days >= 12:
			at, anchor = x(day)+dayWidth, "end"
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="%s">%s</text>`, at, chartHeight-3, anchor, text)
	}
	label(0, "T")
	// Omit a label that would touch T's; the table has it.
	if c.From <= -4 {
		label(c.From, civil.Countdown(launchOn, launchOn.AddDays(c.From)))
	}
	if c.To >= 4 {
		label(c.To, civil.Countdown(launchOn, launchOn.AddDays(c.To)))
	}
	b.WriteString(`</svg>`)
	return ui.Text(b.String())
}

func total(beats []ritual.Beat) int {
	n := 0
	for _, b := range beats {
		n += b.Runs
	}
	return n
}

// heldOn returns the number of finished runs on a day of the cadence.
func heldOn(runs []ritual.RunLine, day int) int {
	n := 0
	for _, r := range runs {
		if r.State == ritual.RunFinished && r.DueOffset != nil && *r.DueOffset == day {
			n++
		}
	}
	return n
}
