package timeline

import (
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/timeline"
)

// Span returns the days of a schedule as text: "3–9 May", "30 Apr – 4 May".
func Span(s launch.Schedule) string {
	if s.Unscheduled() {
		return "no date yet"
	}
	from, to := s.StartsOn, s.DueOn
	end := strconv.Itoa(to.Day()) + " " + to.Format("Jan")
	if from.IsZero() || from == to {
		return end
	}
	if from.Year() != to.Year() {
		return from.Format("2 Jan 2006") + " – " + to.Format("2 Jan 2006")
	}
	if from.Month() == to.Month() {
		return strconv.Itoa(from.Day()) + "–" + end
	}
	return strconv.Itoa(from.Day()) + " " + from.Format("Jan") + " – " + end
}

// barLabel returns the accessible name of a bar: "Docs, 3–9 May, at risk".
func barLabel(r *timeline.Row) string {
	label := r.Title + ", " + Span(r.Schedule) + ", " + strings.ToLower(r.MarkLabel())
	switch {
	case r.CutStart && r.CutEnd:
		label += ", begins before and ends after the chart"
	case r.CutStart:
		label += ", begins before the chart"
	case r.CutEnd:
		label += ", ends after the chart"
	}
	return label
}

// reason returns the worst problem of an item in about two words.
func reason(it *launch.Item) string {
	if len(it.Problems) == 0 {
		return ""
	}
	switch it.Problems[0].Kind {
	case launch.IsBlocked:
		return "waits for " + it.BlockedReason
	case launch.Overdue:
		return "overdue"
	case launch.NoOwner:
		return "no owner"
	case launch.OwnerGone:
		return "owner has left"
	case launch.BeforeDependency:
		return "due too early"
	case launch.OwnerAbsent:
		return "owner away"
	}
	return string(it.Problems[0].Kind)
}

func allProblems(it *launch.Item) string {
	parts := make([]string, len(it.Problems))
	for i, p := range it.Problems {
		parts[i] = p.Text
	}
	return strings.Join(parts, ". ")
}

// due returns the full due date of an item: "T-9 · Tue 1 Dec, 14:00 CET".
func due(p *launch.Plan, it *launch.Item) string {
	if it.Unscheduled() {
		return "No date yet"
	}
	return launch.DueText(p.LaunchOn, it.DueOn, it.DueTime, p.Zone)
}

// week is a week of the list.
type week struct {
	title string
	rows  []timeline.Row
}

// byWeek groups rows, ordered by due date, into weeks from Monday.
func byWeek(p *launch.Plan, rows []timeline.Row) []week {
	var out []week
	var monday civil.Date
	for _, r := range rows {
		m := civil.Date{}
		if !r.Unscheduled() {
			m = r.DueOn.AddDays(-((int(r.DueOn.Weekday()) + 6) % 7))
		}
		if len(out) == 0 || m != monday {
			monday = m
			out = append(out, week{title: weekTitle(p, m)})
		}
		last := &out[len(out)-1]
		last.rows = append(last.rows, r)
	}
	return out
}

func weekTitle(p *launch.Plan, monday civil.Date) string {
	if monday.IsZero() {
		return "Unscheduled"
	}
	sunday := monday.AddDays(6)
	title := "Week of " + Span(launch.Schedule{StartsOn: monday, DueOn: sunday})
	if !p.LaunchOn.Before(monday) && !p.LaunchOn.After(sunday) {
		title += " · launch week"
	}
	if !p.Today.Before(monday) && !p.Today.After(sunday) {
		title += " · this week"
	}
	return title
}
