package risk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tminus/internal/words"
	"tminus/models/risk"
)

// The chart's size in its own units. A score of 0 is at the bottom, 25 at the top.
const (
	chartWidth, chartHeight = 480, 132
	chartLeft, chartRight   = 24, 8
	chartTop, chartBottom   = 8, 20
)

// chart draws the course of a risk's score.
type chart struct {
	points   []risk.Point
	from, to time.Time
}

func newChart(points []risk.Point, now time.Time) chart {
	c := chart{points: points, from: points[0].At, to: now}
	// A course that has just begun still has a width.
	if c.to.Sub(c.from) < time.Hour {
		c.to = c.from.Add(time.Hour)
	}
	return c
}

func (c chart) x(at time.Time) float64 {
	share := float64(at.Sub(c.from)) / float64(c.to.Sub(c.from))
	return chartLeft + min(max(share, 0), 1)*(chartWidth-chartLeft-chartRight)
}

func chartY(value int) float64 {
	return chartTop + (1-float64(value)/25)*(chartHeight-chartTop-chartBottom)
}

// line returns the path of one of the scores, which is constant until it changes, and empty while
// the score is not given.
func (c chart) line(of func(risk.Scores) risk.Score) string {
	var b strings.Builder
	drawing := false
	for i, p := range c.points {
		s := of(p.Scores)
		if !s.Judged() {
			drawing = false
			continue
		}
		end := c.to
		if i+1 < len(c.points) {
			end = c.points[i+1].At
		}
		step := "L"
		if !drawing {
			step, drawing = "M", true
		}
		fmt.Fprintf(&b, "%s%.1f %.1fH%.1f", step, c.x(p.At), chartY(s.Value()), c.x(end))
	}
	return b.String()
}

func current(s risk.Scores) risk.Score  { return s.Current }
func residual(s risk.Scores) risk.Score { return s.Residual }
func inherent(s risk.Scores) risk.Score { return s.Inherent }

// hasResidual reports whether there is a residual score.
func hasResidual(points []risk.Point) bool {
	return slices.ContainsFunc(points, func(p risk.Point) bool { return p.Residual.Judged() })
}

// summary returns the content of the chart as text.
func (c chart) summary() string {
	first, newest := c.points[0].Current, c.points[len(c.points)-1].Current
	if len(c.points) == 1 {
		return "The score has been " + first.String() + " from the start."
	}
	return fmt.Sprintf("The score was %s at first and is %s now, after %s.", first, newest, words.Count(len(c.points)-1, "change"))
}
