package risk_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/template"
)

// titled returns a valid input with another title and score.
func titled(title string, likelihood, impact int) risk.Input {
	in := validInput()
	in.Title, in.Current, in.Residual = title, risk.Score{Likelihood: likelihood, Impact: impact}, risk.Score{}
	return in
}

// clear removes the risks of the launch.
func (b *fixture) clear() {
	b.Helper()
	w, err := b.db.WriterSQL()
	b.ok(err)
	_, err = w.ExecContext(context.Background(), "DELETE FROM risks")
	b.ok(err)
}

func (b *fixture) list(f risk.Filter) (risk.Register, []string) {
	b.Helper()
	reg, err := b.store.Of(b.as(b.viewer), b.launch, f)
	b.ok(err)
	var titles []string
	for _, r := range reg.Rows {
		titles = append(titles, r.Title)
	}
	return reg, titles
}

func TestRegisterRankAndFilter(t *testing.T) {
	b := newFixture(t)
	b.clear()
	if reg, _ := b.list(risk.Filter{}); reg.Known != 0 || reg.Found != 0 || reg.Pages != 1 {
		t.Errorf("an empty register: %+v", reg)
	}
	b.add(titled("Small", 1, 1))
	stopper := titled("Stops", 2, 2)
	stopper.ShowStopper = true
	stopper.OwnerID, stopper.Trigger = &b.member.ID, "Die Straße ist zu"
	b.add(stopper)
	grave := titled("Grave", 5, 5)
	grave.Category, grave.Response, grave.ReviewOn = "people", risk.Accept, civil.New(2026, 11, 16)
	d := b.add(grave)
	closed := b.add(titled("Past", 5, 5))
	b.ok(faulttest.Err(b.store.Close(b.as(b.member), b.launch.Slug, closed.ID, "It is over", closed.Version)))
	b.add(titled("Middle", 3, 4))

	reg, all := b.list(risk.Filter{})
	if !slices.Equal(all, []string{"Stops", "Grave", "Middle", "Small"}) {
		t.Errorf("ranked %q", all)
	}
	if reg.Known != 5 || reg.Found != 4 || reg.Stand != 1 || reg.Matrix.At(5, 5) != 1 || reg.Matrix.At(2, 2) != 1 || len(reg.Owners) != 1 {
		t.Errorf("%+v", reg)
	}
	b.ok(faulttest.Err(b.store.Accept(b.as(b.lead), b.launch.Slug, d.ID, "We can", civil.New(2026, 12, 1), d.Version)))
	for name, c := range map[string]struct {
		f    risk.Filter
		want []string
	}{
		"a cell":        {risk.Filter{Cell: risk.Score{Likelihood: 3, Impact: 4}}, []string{"Middle"}},
		"another cell":  {risk.Filter{Cell: risk.Score{Likelihood: 4, Impact: 3}}, nil},
		"category":      {risk.Filter{Category: "people"}, []string{"Grave"}},
		"response":      {risk.Filter{Response: risk.Accept}, []string{"Grave"}},
		"owner":         {risk.Filter{OwnerID: b.member.ID}, []string{"Stops"}},
		"nobody":        {risk.Filter{OwnerID: risk.Nobody}, []string{"Grave", "Middle", "Small"}},
		"standing":      {risk.Filter{State: risk.Standing}, []string{"Stops"}},
		"accepted":      {risk.Filter{State: risk.Accepted}, []string{"Grave"}},
		"unhandled":     {risk.Filter{State: risk.Unhandled}, []string{"Stops", "Middle", "Small"}},
		"mitigated":     {risk.Filter{State: risk.Mitigated}, nil},
		"to review":     {risk.Filter{State: risk.ReviewDue}, []string{"Grave"}},
		"closed":        {risk.Filter{State: risk.Closed}, []string{"Past"}},
		"all":           {risk.Filter{State: risk.All}, []string{"Stops", "Grave", "Middle", "Small", "Past"}},
		"no such state": {risk.Filter{State: "purple"}, []string{"Stops", "Grave", "Middle", "Small"}},
		"text, folded":  {risk.Filter{Text: "STRASSE"}, []string{"Stops"}},
		"text, a sign":  {risk.Filter{Text: "%"}, nil},
		"two at once":   {risk.Filter{Text: "grave", Category: "migration"}, nil},
	} {
		if _, got := b.list(c.f); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	reg, _ = b.list(risk.Filter{Cell: risk.Score{Likelihood: 3, Impact: 4}})
	if reg.Matrix.At(2, 2) != 1 {
		t.Error("a cell empties the rest of the matrix")
	}
}

func TestRegisterEverywhereAndFacts(t *testing.T) {
	b := newFixture(t)
	b.clear()
	b.add(titled("Here", 3, 3))
	_, err := b.store.Create(b.as(b.member), b.other.Slug, titled("There", 4, 4), "")
	b.ok(err)
	reg, err := b.store.Everywhere(b.as(b.viewer), risk.Filter{})
	b.ok(err)
	if len(reg.Rows) != 2 || reg.Rows[0].Title != "There" || reg.Rows[0].Launch.Slug != b.other.Slug {
		t.Errorf("%+v", reg.Rows)
	}
	facts, err := risk.Facts(b.db.Read(b.as(b.viewer)), b.launch.ID, b.other.ID)
	b.ok(err)
	if len(facts[b.launch.ID]) != 1 || len(facts[b.other.ID]) != 1 {
		t.Errorf("%+v", facts)
	}
	_, err = b.launches.SetState(b.as(b.lead), b.other.Slug, launch.Cancelled, "", b.other.Version)
	b.ok(err)
	if reg, err = b.store.Everywhere(b.as(b.viewer), risk.Filter{}); err != nil || len(reg.Rows) != 1 {
		t.Errorf("%v, %+v", err, reg.Rows)
	}
	_, err = b.store.Everywhere(context.Background(), risk.Filter{})
	b.want(err, fault.KindUnauthenticated)
}

func TestRegisterPagesAndQueries(t *testing.T) {
	b := newFixture(t)
	b.clear()
	ask := func(f risk.Filter) (reg risk.Register, queries int) {
		var n atomic.Int64
		reg, err := b.store.Of(db.WithQueryCount(b.as(b.viewer), &n), b.launch, f)
		b.ok(err)
		return reg, int(n.Load())
	}
	b.add(titled("One", 1, 1))
	_, one := ask(risk.Filter{})
	b.ok(b.db.Write(b.as(b.admin), func(tx *db.Tx) error {
		for i := range 300 {
			if _, err := risk.CreateInTx(tx, b.launch.ID, titled(fmt.Sprintf("Risk %d", i), 1+i%5, 1+i/5%5)); err != nil {
				return err
			}
		}
		return nil
	}))
	reg, many := ask(risk.Filter{Page: 3})
	if many != one || reg.Known != 301 || reg.Pages != 7 || reg.Page != 3 || len(reg.Rows) != risk.PerPage {
		t.Errorf("%d queries for one, %d for 301; page %d of %d with %d", one, many, reg.Page, reg.Pages, len(reg.Rows))
	}
	if reg, _ = ask(risk.Filter{Page: 99}); reg.Page != 7 || len(reg.Rows) != 1 {
		t.Errorf("page %d with %d", reg.Page, len(reg.Rows))
	}
	for i := 1; i < len(reg.Rows); i++ {
		if reg.Rows[i].Effective().Value() > reg.Rows[i-1].Effective().Value() {
			t.Errorf("row %d is graver than the one before", i)
		}
	}
}

func TestHandoverGivesRisksToSuccessor(t *testing.T) {
	b := newFixture(t)
	b.clear()
	in := validInput()
	in.OwnerID = &b.member.ID
	d := b.add(in)
	_, err := b.store.Create(b.as(b.lead), b.other.Slug, in, "")
	b.ok(err)
	_, err = b.launches.SetState(b.as(b.lead), b.other.Slug, launch.Cancelled, "", b.other.Version)
	b.ok(err)
	ps := people.NewStore(b.db).WithHoldings(risk.Holdings{})
	hs, err := ps.Holdings(b.as(b.admin), b.member.ID)
	b.ok(err)
	if len(hs) != 1 || hs[0].Title != in.Title || hs[0].Href == "" || hs[0].LaunchName != "Pay v2" {
		t.Fatalf("%+v", hs)
	}
	n, err := ps.Deactivate(b.as(b.admin), b.member.ID,
		people.Handover{To: b.lead.ID, Seen: people.Fingerprint(hs), Version: b.member.Version})
	b.ok(err)
	if after := b.risk(d.ID); n != 1 || after.OwnerName != "Lea Lead" || after.Version != d.Version+1 {
		t.Errorf("%d handed over, %+v", n, after.Fact)
	}
	// A launch that is over keeps its people as history until it is reopened.
	other, err := b.launches.Launch(b.as(b.lead), b.other.Slug)
	b.ok(err)
	_, err = b.launches.InheritWith(b.store).SetState(b.as(b.lead), b.other.Slug, launch.Planning, "", other.Version)
	b.ok(err)
	reg, err := b.store.Of(b.as(b.lead), other, risk.Filter{})
	b.ok(err)
	if len(reg.Rows) != 1 || reg.Rows[0].OwnerName != "Lea Lead" || reg.Rows[0].OwnerGone {
		t.Errorf("%+v", reg.Rows)
	}
}

func TestLaunchStartsWithRisksOfTemplate(t *testing.T) {
	b := newFixture(t)
	b.launches.StartWith(b.store)
	tpl := template.Template{Key: "own", Name: "Own", Phases: models.Format.Shipped()[0].Phases,
		Lanes:        []template.Lane{{Key: "all", Name: "All"}},
		Roles:        []template.Role{{Key: "owner", Name: "Owner"}},
		Deliverables: []template.Item{{Key: "rehearse", Title: "Rehearse", Lane: "all", Kind: template.KindEngineering, Role: "owner", Due: -3}}}
	risk.Section.Set(&tpl, []risk.TemplateRisk{{Key: "late", Title: "It runs late", Category: "migration", Likelihood: 3, Impact: 5,
		ResidualLikelihood: 1, ResidualImpact: 5, Response: risk.Mitigate, Role: "owner", ShowStopper: true, Trigger: "A quarter of an hour",
		PlanB: "Stop", Steps: []string{"Stop", "Tell"}, Mitigation: []string{"rehearse"}}})
	l, err := b.launches.Create(b.as(b.lead), launch.New{Template: tpl, Roles: map[string]int64{"owner": b.member.ID},
		Input: launch.Input{Name: "Made", LeadID: b.lead.ID,
			Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}}})
	b.ok(err)
	b.launch = l
	reg, _ := b.list(risk.Filter{})
	if len(reg.Rows) != 1 {
		t.Fatalf("%+v", reg)
	}
	d := b.risk(reg.Rows[0].ID)
	if d.Title != "It runs late" || d.OwnerName != "Max Member" || !d.ShowStopper || len(d.Steps) != 2 || len(d.By) != 1 ||
		d.By[0].Title != "Rehearse" ||
		d.Current != (risk.Score{Likelihood: 3, Impact: 5}) || d.Residual != (risk.Score{Likelihood: 1, Impact: 5}) || !d.Stands(d.Now) ||
		len(d.Course) != 1 {
		t.Errorf("%+v", d)
	}
}
