package planimport

import (
	"strconv"
	"strings"

	"tminus/models/launch"
)

// Table returns an exported plan as a table that imports without changes: the names of the columns,
// and a row for each item.
func Table(e launch.Export) (header []string, rows [][]string) {
	lanes := map[string]string{}
	for _, l := range e.Lanes {
		lanes[l.Key] = l.Name
	}
	for _, f := range Fields {
		header = append(header, string(f))
	}
	for _, d := range e.Deliverables {
		cells := exportCells(d, lanes[d.Lane])
		row := make([]string, len(Fields))
		for i, f := range Fields {
			row[i] = cells[f]
		}
		rows = append(rows, row)
	}
	return header, rows
}

func exportCells(d launch.ExportDeliverable, lane string) map[Field]string {
	return map[Field]string{
		FieldID: strconv.FormatInt(d.ID, 10), FieldTitle: d.Title, FieldLane: lane, FieldKind: d.Kind.Label(),
		FieldOwner: d.Owner.String(), FieldHelpers: lines(d.Helpers, (*launch.ExportPerson).String), FieldReviewer: d.Reviewer.String(),
		FieldStatus: d.Status.Label(), FieldBlocked: d.BlockedReason, FieldUnblocker: d.Unblocker.String(), FieldSkipped: d.SkipReason,
		FieldStart: d.Start.String(), FieldDue: d.Due.String(), FieldTime: d.Time.String(),
		FieldStartOffset: fromLaunchDay(d.StartOffset), FieldDueOffset: fromLaunchDay(d.DueOffset), FieldPolicy: d.Policy.Label(),
		FieldDependsOn: lines(d.DependsOn, func(id int64) string { return strconv.FormatInt(id, 10) }),
		FieldLinks:     lines(d.Links, launch.ExportLink.String), FieldDescription: d.Description,
	}
}

func fromLaunchDay(days *int) string {
	switch {
	case days == nil:
		return ""
	case *days == 0:
		return "T"
	}
	sign := ""
	if *days > 0 {
		sign = "+"
	}
	return "T" + sign + strconv.Itoa(*days)
}

func lines[T any](list []T, text func(T) string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = text(x)
	}
	return strings.Join(out, "\n")
}
