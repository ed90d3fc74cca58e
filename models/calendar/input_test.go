package calendar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
)

// validInput returns a valid input, modified by change.
func validInput(change func(*Input)) Input {
	in := Input{Kind: Maintenance, Title: "Payments", FirstDay: day("2026-12-10"), LastDay: day("2026-12-11"), StartAt: civil.At(22, 0),
		EndAt: civil.At(2, 0), Zone: "Europe/Berlin"}
	if change != nil {
		change(&in)
	}
	return in
}

func TestCleanNamesInvalidField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Input)
		field  string
	}{
		"no kind":                   {func(in *Input) { in.Kind = "party" }, "kind"},
		"no title":                  {func(in *Input) { in.Title = " \t " }, "title"},
		"a long title":              {func(in *Input) { in.Title = strings.Repeat("x", MaxTitle+1) }, "title"},
		"a long note":               {func(in *Input) { in.Note = strings.Repeat("x", MaxNote+1) }, "note"},
		"a long place":              {func(in *Input) { in.Region = strings.Repeat("x", MaxRegion+1) }, "region"},
		"no severity":               {func(in *Input) { in.Severity = "perhaps" }, "severity"},
		"no day":                    {func(in *Input) { in.FirstDay = civil.Date{} }, "first_day"},
		"a day long ago":            {func(in *Input) { in.FirstDay = day("0202-12-10") }, "first_day"},
		"the last before the first": {func(in *Input) { in.LastDay = day("2026-12-09") }, "last_day"},
		"more than a year":          {func(in *Input) { in.LastDay = day("2028-12-09") }, "last_day"},
		"no start":                  {func(in *Input) { in.StartAt = civil.TimeOfDay{} }, "start_at"},
		"no end":                    {func(in *Input) { in.EndAt = civil.TimeOfDay{} }, "end_at"},
		"the end at the start":      {func(in *Input) { in.LastDay, in.EndAt = in.FirstDay, in.StartAt }, "end_at"},
		"no zone":                   {func(in *Input) { in.Zone = "" }, "zone"},
		"an unknown zone":           {func(in *Input) { in.Zone = "Mars/Olympus" }, "zone"},
		"a start in the gap": {func(in *Input) {
			in.FirstDay, in.LastDay, in.StartAt, in.EndAt = day("2027-03-28"), day("2027-03-28"), civil.At(2, 30), civil.At(5, 0)
		}, "start_at"},
		"an end in the gap": {func(in *Input) {
			in.FirstDay, in.LastDay, in.StartAt, in.EndAt = day("2027-03-27"), day("2027-03-28"), civil.At(22, 0), civil.At(2, 30)
		}, "end_at"},
		"too many services": {func(in *Input) { in.Services = make([]int64, MaxServices+1) }, "services"},
	} {
		_, err := validInput(c.change).Clean()
		if !slices.ContainsFunc(fault.FieldsOf(err), func(f fault.Field) bool { return f.Name == c.field }) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := validInput(nil).Clean(); err != nil {
		t.Error(err)
	}
}

// Of a repeated time, a start means the first instant and an end the second, so that a maintenance
// at night has all of its hours.
func TestCleanRepeatedTimeCoversBothInstants(t *testing.T) {
	t.Parallel()
	e, err := validInput(func(in *Input) {
		in.FirstDay, in.LastDay, in.StartAt, in.EndAt = day("2026-10-25"), day("2026-10-25"), civil.At(2, 0), civil.At(2, 30)
	}).Clean()
	if err != nil || e.EndAt.Sub(e.StartAt.Time) != 90*time.Minute {
		t.Errorf("%s to %s, %v", e.StartAt, e.EndAt, err)
	}
}

func TestEventInputRoundTrip(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*Input){nil, func(in *Input) { in.StartAt, in.EndAt, in.Zone = civil.TimeOfDay{}, civil.TimeOfDay{}, "" },
		func(in *Input) { in.Zone, in.Kind = "Asia/Kathmandu", Freeze }, func(in *Input) { in.EndAt = civil.At(0, 0) }} {
		e, err := validInput(change).Clean()
		if err != nil {
			t.Fatal(err)
		}
		again, err := e.Input().Clean()
		if err != nil || len(changesOf(e, again)) > 0 {
			t.Errorf("%+v became %+v, %v", e, again, err)
		}
	}
}

func TestDefaultSeverityOfKinds(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds {
		e, err := validInput(func(in *Input) { in.Kind = k }).Clean()
		if err != nil || e.Forbids() != (k == Freeze) {
			t.Errorf("%s: %s, %v", k, e.Severity, err)
		}
	}
	if e, _ := validInput(func(in *Input) { in.Severity = Forbid }).Clean(); !e.Forbids() || !e.restricted() {
		t.Error("it does not forbid")
	}
}
