package feedback

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/format"
	"tminus/views/ui"
)

// The chart's size in its own units: a strip for each channel below its name, with the same hours
// and the same scale, so that colours are not needed to distinguish channels.
const (
	chartWidth = 720
	nameTall   = 24
	stripTall  = 30
	channelGap = nameTall + stripTall
	chartFoot  = 24
)

// chart draws the number of reports by hour, with a strip for each channel.
type chart struct {
	hours []feedback.Hour
	plan  *launch.Plan
	most  int
}

func newChart(hours []feedback.Hour, p *launch.Plan) chart {
	c := chart{hours: hours, plan: p, most: 1}
	for _, h := range hours {
		for _, n := range h.By {
			c.most = max(c.most, n)
		}
	}
	return c
}

func (c chart) height() int { return len(feedback.Channels)*channelGap + chartFoot }

func (c chart) x(hour int) float64 {
	return float64(hour) / float64(len(c.hours)) * chartWidth
}

func (c chart) total(channel feedback.Channel) int {
	n := 0
	for _, h := range c.hours {
		n += h.By[channel]
	}
	return n
}

// drawing returns the chart. Its texts are our own: names of channels, days and numbers.
func (c chart) drawing() templ.Component {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="by-hour" viewBox="0 0 %d %d" role="img" aria-label="%s">`, chartWidth, c.height(),
		templ.EscapeString(c.summary()))
	for i, channel := range feedback.Channels {
		base := float64((i + 1) * channelGap)
		fmt.Fprintf(&b, `<text x="0" y="%.0f">%s <tspan>%d</tspan></text><line class="grid" x1="0" x2="%d" y1="%.0f" y2="%.0f"/>`,
			base-stripTall-6, templ.EscapeString(channel.Label()), c.total(channel), chartWidth, base, base)
		for hour, h := range c.hours {
			if n := h.By[channel]; n > 0 {
				tall := float64(n) / float64(c.most) * stripTall
				fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s: %d</title></rect>`,
					c.x(hour), base-tall, max(c.x(hour+1)-c.x(hour)-1, 1.5), max(tall, 2), templ.EscapeString(c.hour(h)), n)
			}
		}
	}
	c.days(&b)
	b.WriteString(`</svg>`)
	return ui.Text(b.String())
}

// days labels the start of each day and, for at most three days, every sixth hour, unless it would
// be too close to another label.
func (c chart) days(b *strings.Builder) {
	const apart = 64
	last := -float64(apart)
	mark := func(hour int, label string, tall int) {
		fmt.Fprintf(b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`, c.x(hour), c.x(hour), c.height()-chartFoot,
			c.height()-chartFoot+tall)
		if c.x(hour)-last >= apart && c.x(hour) < chartWidth-apart {
			fmt.Fprintf(b, `<text x="%.1f" y="%d">%s</text>`, c.x(hour), c.height()-6, label)
			last = c.x(hour)
		}
	}
	for hour := 1; hour < len(c.hours); hour++ {
		local, before := c.local(hour), c.local(hour-1)
		switch {
		case local.YearDay() != before.YearDay():
			mark(hour, local.Format("2 Jan"), 8)
		case len(c.hours) <= 24 && local.Hour()%6 == 0, len(c.hours) <= 72 && local.Hour() == 12:
			mark(hour, local.Format("15:04"), 5)
		}
	}
	if t := int(c.plan.LaunchAt.Sub(c.hours[0].From) / time.Hour); !c.plan.LaunchAt.Before(c.hours[0].From) && t < len(c.hours) {
		fmt.Fprintf(b, `<line class="t" x1="%.1f" x2="%.1f" y1="0" y2="%d"/><text class="t" x="%.1f" y="12">T</text>`, c.x(t), c.x(t),
			c.height()-chartFoot, c.x(t)+4)
	}
}

func (c chart) local(hour int) time.Time { return c.hours[hour].From.In(c.plan.Location()) }

// summary returns the content of the chart as text.
func (c chart) summary() string {
	var parts []string
	busiest := c.hours[0]
	for _, h := range c.hours {
		if h.Total() > busiest.Total() {
			busiest = h
		}
	}
	for _, channel := range feedback.Channels {
		parts = append(parts, channel.Label()+" "+strconv.Itoa(c.total(channel)))
	}
	sentence := "Reports by hour in the last " + words.Count(len(c.hours), "hour") + ": " + strings.Join(parts, ", ") + "."
	if busiest.Total() > 0 {
		sentence += " Most in one hour: " + strconv.Itoa(busiest.Total()) + ", from " + c.hour(busiest) + "."
	}
	return sentence
}

func (c chart) hour(h feedback.Hour) string {
	return format.ShortMoment(h.From, c.plan.Location())
}

// hoursWithReports returns the hours with reports, newest first.
func (c chart) hoursWithReports() []feedback.Hour {
	var out []feedback.Hour
	for i := len(c.hours) - 1; i >= 0; i-- {
		if c.hours[i].Total() > 0 {
			out = append(out, c.hours[i])
		}
	}
	return out
}
