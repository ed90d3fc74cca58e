package ui

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"
)

// TLine is the time of a launch, in days relative to T. Widths are attributes of the SVG, because
// the content security policy forbids styles in elements.
type TLine struct {
	From, To int // both inclusive, such as -21 and 14
	Phases   []TLinePhase
	Today    int
	// Decision is the day of the next go/no-go meeting, or nil.
	Decision *int
	// Late are the due days of what is late.
	Late []int
	// The texts of the large line. FromText is the first day, ToText the last, DecisionText the meeting, DateText
	// the day of T, and TimeText its time ("10:00").
	FromText, ToText, DecisionText, DateText, TimeText string
	// Caption says everything that the picture shows.
	Caption string
}

// TLinePhase is a phase of a TLine; From and To are inclusive.
type TLinePhase struct {
	Label    string
	From, To int
	// Done of Total is the share that is filled.
	Done, Total, Late int
	Current           bool
}

// percent is the position of the beginning of a day.
func (t TLine) percent(day float64) float64 {
	span := float64(t.To - t.From + 1)
	return min(100, max(0, 100*(day-float64(t.From))/span))
}

func (t TLine) mid(day int) float64 { return t.percent(float64(day) + 0.5) }

// share is the text below the name of a phase: "6 of 14 done".
func (p TLinePhase) share() string {
	if p.Total == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d done", p.Done, p.Total)
}

func (t TLine) today() bool { return t.Today >= t.From && t.Today <= t.To }

// bars draws the phases between y and y+h: the day of T is a block of its own.
func (t TLine) bars(b *strings.Builder, y, h int) {
	for _, p := range t.Phases {
		from, to := max(p.From, t.From), min(p.To, t.To)
		if from > to || from == 0 && to == 0 {
			continue
		}
		x, w := t.percent(float64(from)), t.percent(float64(to+1))-t.percent(float64(from))-0.28
		fmt.Fprintf(b, `<rect class="base" x="%.2f%%" y="%d" width="%.2f%%" height="%d" rx="3"/>`, x, y, w, h)
		if p.Total > 0 && p.Done > 0 {
			fmt.Fprintf(b, `<rect class="fill" x="%.2f%%" y="%d" width="%.2f%%" height="%d" rx="3"/>`, x, y,
				w*float64(min(p.Done, p.Total))/float64(p.Total), h)
		}
	}
	fmt.Fprintf(b, `<rect class="t0" x="%.2f%%" y="%d" width="%.2f%%" height="%d" rx="3"/>`, t.percent(0), y-2,
		t.percent(1)-t.percent(0)-0.28, h+4)
	for _, day := range t.Late {
		if day >= t.From && day <= t.To {
			fmt.Fprintf(b, `<line class="late" x1="%.2f%%" x2="%.2f%%" y1="%d" y2="%d"/>`, t.mid(day), t.mid(day), y, y+h)
		}
	}
}

// picture is the drawing of the large line, 72 px high.
func (t TLine) picture() templ.Component {
	var b strings.Builder
	b.WriteString(`<svg aria-hidden="true" focusable="false">`)
	write := func(class string, x float64, y int, anchor, s string) {
		if s == "" {
			return
		}
		fmt.Fprintf(&b, `<text class="%s" x="%.2f%%" y="%d" text-anchor="%s">%s</text>`, class, x, y, anchor, templ.EscapeString(s))
	}
	write("wide", 0, 12, "start", t.FromText)
	write("wide", 100, 12, "end", t.ToText)
	if t.today() && (t.Today < -8 || t.Today > 8) {
		write("now-text", t.mid(t.Today), 12, "middle", "Today")
	}
	if t.Decision != nil && *t.Decision < 0 && *t.Decision >= t.From {
		write("wide roomy", t.percent(0)-2, 12, "end", t.DecisionText)
	}
	fmt.Fprintf(&b, `<text class="strong" x="%.2f%%" y="12">%s`, t.percent(0), templ.EscapeString(t.DateText))
	if t.TimeText != "" {
		fmt.Fprintf(&b, `<tspan class="wide">, %s</tspan>`, templ.EscapeString(t.TimeText))
	}
	b.WriteString(`</text>`)
	t.bars(&b, 22, 12)
	write("t0-text wide", t.mid(0), 32, "middle", "T")
	t.pointers(&b, 18, 40, 28, 8)
	for _, p := range t.Phases {
		if p.From == 0 && p.To == 0 {
			continue
		}
		class := ""
		if p.Current {
			class = ` class="current"`
		}
		fmt.Fprintf(&b, `<text%s x="%.2f%%" y="56"><tspan class="name">%s</tspan>`, class, t.percent(float64(max(p.From, t.From))),
			templ.EscapeString(p.Label))
		if s := p.share(); s != "" {
			fmt.Fprintf(&b, `<tspan class="wide" dx="6">%s</tspan>`, s)
			if p.Late > 0 {
				fmt.Fprintf(&b, `<tspan class="roomy">, %d late</tspan>`, p.Late)
			}
		}
		b.WriteString(`</text>`)
	}
	b.WriteString(`</svg>`)
	return Text(b.String())
}

// pointers draws today's line from y1 to y2 and the diamond of the decision around y.
func (t TLine) pointers(b *strings.Builder, y1, y2, y, r int) {
	if t.today() {
		fmt.Fprintf(b, `<line class="now" x1="%.2f%%" x2="%.2f%%" y1="%d" y2="%d"/>`, t.mid(t.Today), t.mid(t.Today), y1, y2)
	}
	if t.Decision != nil && *t.Decision >= t.From && *t.Decision <= t.To {
		fmt.Fprintf(b, `<svg class="diamond" x="%.2f%%" y="%d" overflow="visible"><path d="M0-%d %d 0 0 %d-%d 0z"/></svg>`,
			t.mid(*t.Decision), y, r, r, r, r)
	}
}
