package service_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/service"
)

func input() service.Input {
	soft := true
	return service.Input{Name: "Queue", Tier: service.Critical, Degrades: &soft,
		Links: []service.Link{{Kind: service.Monitoring, Label: "Board", URL: "https://example.com/board"},
			{Kind: service.Logs, URL: "https://example.com/logs"}}}
}

func TestInputClean(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("ж", n) }
	link := func(url string) []service.Link { return []service.Link{{Kind: service.Logs, URL: url}} }
	var many []service.Link
	for i := range service.MaxLinks + 1 {
		many = append(many, service.Link{Kind: service.Other, URL: "https://example.com/" + strings.Repeat("a", i+1)})
	}
	for name, c := range map[string]struct {
		change func(*service.Input)
		field  string
	}{
		"as it is":         {func(*service.Input) {}, ""},
		"no name":          {func(in *service.Input) { in.Name = " \t" }, "name"},
		"longest name":     {func(in *service.Input) { in.Name = long(service.MaxName) }, ""},
		"too long a name":  {func(in *service.Input) { in.Name = long(service.MaxName + 1) }, "name"},
		"no tier":          {func(in *service.Input) { in.Tier = "" }, "tier"},
		"unknown tier":     {func(in *service.Input) { in.Tier = "grave" }, "tier"},
		"not said":         {func(in *service.Input) { in.Degrades = nil }, "fails"},
		"too long a text":  {func(in *service.Input) { in.Failure = long(service.MaxText + 1) }, "failure"},
		"too long a guide": {func(in *service.Input) { in.Diagnosis = strings.Repeat("x", 100_001) }, "diagnosis"},
		"script":           {func(in *service.Input) { in.Links = link("javascript:alert(1)") }, "links"},
		"data":             {func(in *service.Input) { in.Links = link("data:text/html,x") }, "links"},
		"file":             {func(in *service.Input) { in.Links = link("file:///etc/passwd") }, "links"},
		"no scheme":        {func(in *service.Input) { in.Links = link("//example.com") }, "links"},
		"tab in scheme":    {func(in *service.Input) { in.Links = link("java\tscript:alert(1)") }, "links"},
		"a password":       {func(in *service.Input) { in.Links = link("https://me:secret@example.com/x") }, "links"},
		"an at in a path":  {func(in *service.Input) { in.Links = link("https://example.com/@me") }, ""},
		"plain http":       {func(in *service.Input) { in.Links = link(" http://intranet/x ") }, ""},
		"name alone":       {func(in *service.Input) { in.Links = []service.Link{{Label: "Board"}} }, "links"},
		"empty rows":       {func(in *service.Input) { in.Links = []service.Link{{Kind: service.Logs}, {}} }, ""},
		"unknown kind":     {func(in *service.Input) { in.Links = []service.Link{{Kind: "x", URL: "https://a.example"}} }, "links"},
		"twice":            {func(in *service.Input) { in.Links = append(in.Links, in.Links[0]) }, "links"},
		"too many links":   {func(in *service.Input) { in.Links = many }, "links"},
	} {
		in := input()
		c.change(&in)
		_, err := in.Clean()
		fields := fault.FieldsOf(err)
		if c.field == "" && err != nil || c.field != "" && (len(fields) == 0 || fields[0].Name != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := input()
	in.Name, in.Failure, in.Knowers = "  Two \n words ", " a\r\nb ", []int64{2, 1, 2}
	got, err := in.Clean()
	if err != nil || got.Name != "Two words" || got.Failure != "a\nb" || !reflect.DeepEqual(got.Knowers, []int64{1, 2}) {
		t.Errorf("cleaned: %+v, %v", got, err)
	}
}

func TestCheckStandingExpires(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	at := func(ago time.Duration, could bool) service.Check {
		return service.Check{ID: 1, LinkID: 7, Person: service.Person{ID: 3}, Reachable: could, At: now.Add(-ago)}
	}
	for want, cs := range map[service.Standing][]service.Check{
		service.Opened:  {at(0, true), at(service.Fresh-time.Millisecond, true)},
		service.Failed:  {at(0, false), at(service.Fresh-time.Millisecond, false)},
		service.Untried: {{}, at(service.Fresh, true), at(service.Fresh, false)},
	} {
		for _, c := range cs {
			if got := c.Standing(now); got != want {
				t.Errorf("%v ago, could %t: %s, want %s", now.Sub(c.At), c.Reachable, got, want)
			}
		}
	}
	gone := at(0, true)
	gone.Person.Gone = true
	f := service.Fact{Links: []service.Link{{ID: 7}, {ID: 8}}, Checks: service.Checks{7: {gone}, 8: {at(0, false), at(time.Hour, true)}}}
	if n := f.Verified(now); n != 1 {
		t.Errorf("%d verified: one who left opens nothing, one of two who can is enough", n)
	}
}

func TestDependenceProblems(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	ada, max := service.Person{ID: 1, Name: "Ada"}, service.Person{ID: 2, Name: "Max"}
	could := func(id int64, p service.Person, ok bool) service.Check {
		return service.Check{ID: id, LinkID: 1, Person: p, Reachable: ok, At: now}
	}
	sound := service.Fact{Name: "Sound", Tier: service.Critical, Degrades: true, Owner: ada, Knowers: []service.Person{ada},
		Links: []service.Link{{ID: 1, Kind: service.Monitoring}}}
	d := func(change func(*service.Fact)) service.Dependence {
		f := sound
		change(&f)
		return service.Dependence{Now: now, OnCall: []service.Person{ada, max}, Uses: []service.Use{{ID: 5, Fact: f}}}
	}
	gone := service.Person{ID: 9, Name: "Gone", Gone: true}
	for name, c := range map[string]struct {
		change func(*service.Fact)
		want   []service.ProblemKind
	}{
		"sound":                 {func(*service.Fact) {}, nil},
		"takes all down":        {func(f *service.Fact) { f.Degrades = false }, []service.ProblemKind{service.TakesAllDown}},
		"important, all down":   {func(f *service.Fact) { f.Degrades, f.Tier = false, service.Important }, nil},
		"known by one who left": {func(f *service.Fact) { f.Knowers = []service.Person{gone} }, []service.ProblemKind{service.KnownByNone}},
		"important, unknown":    {func(f *service.Fact) { f.Knowers, f.Tier = nil, service.Important }, nil},
		"no owner":              {func(f *service.Fact) { f.Owner = service.Person{} }, []service.ProblemKind{service.NoOwner}},
		"owner left":            {func(f *service.Fact) { f.Owner = gone }, []service.ProblemKind{service.NoOwner}},
		"not watched":           {func(f *service.Fact) { f.Links = nil }, []service.ProblemKind{service.Blind}},
		"archived":              {func(f *service.Fact) { f.Archived = true }, []service.ProblemKind{service.Retired}},
		"cannot open": {func(f *service.Fact) {
			f.Checks = service.Checks{1: {could(1, max, false)}}
		}, []service.ProblemKind{service.CannotOpen}},
		"not on call": {func(f *service.Fact) { f.Checks = service.Checks{1: {could(1, gone, false)}} }, nil},
		"all at once": {func(f *service.Fact) {
			*f = service.Fact{Tier: service.Critical, Links: []service.Link{{ID: 1, Kind: service.Logs}},
				Checks: service.Checks{1: {could(1, max, false)}}}
		}, []service.ProblemKind{service.CannotOpen, service.TakesAllDown, service.KnownByNone, service.NoOwner, service.Blind}},
	} {
		var got []service.ProblemKind
		for _, p := range d(c.change).Problems() {
			got = append(got, p.Kind)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	links := []service.Link{{ID: 1, Kind: service.Monitoring}, {ID: 2, Kind: service.Logs}, {ID: 3, Kind: service.Other}}
	all := d(func(f *service.Fact) {
		f.Links = links
		f.Checks = service.Checks{1: {could(1, ada, true), could(2, max, true)}, 3: {{ID: 3, LinkID: 3, Person: max, At: now}}}
	})
	var order []int64
	for _, tr := range all.Trials() {
		order = append(order, tr.Link.ID)
	}
	if !reflect.DeepEqual(order, []int64{3, 2, 1}) {
		t.Errorf("the order is %v: failed, untried, opened", order)
	}
	if n, of := all.Opened(); n != 1 || of != 3 {
		t.Errorf("%d of %d opened by all", n, of)
	}
	if got := all.Progress(); !reflect.DeepEqual(got,
		[]service.Progress{{Person: ada, Opened: 1, Links: 3}, {Person: max, Opened: 1, Links: 3}}) {
		t.Errorf("progress: %+v", got)
	}
	if n := len(all.For(max.ID)); n != 2 || all.IsOnCall(gone.ID) || !all.IsOnCall(ada.ID) {
		t.Errorf("%d left for Max", n)
	}
	all.OnCall = nil
	if n, _ := all.Opened(); n != 0 || len(all.For(max.ID)) != 0 {
		t.Error("without people on call, no link is opened and nobody has links to open")
	}
}
