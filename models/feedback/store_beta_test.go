package feedback_test

import (
	"sync"
	"testing"

	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
)

func TestUpdateKeepsTextSentByLink(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	_, secret := b.link(feedback.TesterInput{Name: "Greta"})
	b.ok(b.Send(b.nobody(), secret, feedback.Sending{Said: feedback.Said{Doing: "Looking", Wrong: "It was gone", Expected: "There"}}, "k"))
	r := b.list(feedback.Filter{}).Rows[0]
	in := feedback.Input{Channel: feedback.BySocial, Title: "Ours", Said: feedback.Said{Wrong: "Never said"}, Times: 99, Reporter: "Nobody"}
	b.ok(faulttest.Err(b.Update(b.as(b.member), b.launch.Slug, r.ID, in, r.Version)))
	got := b.report(r.ID)
	if got.Title != "Ours" || got.Wrong != "It was gone" || got.Channel != feedback.ByBeta || got.Times != 1 || got.Reporter != "Greta" ||
		!got.ByLink {
		t.Errorf("%+v", got.Report)
	}
	own := b.add(supportInput("By hand"))
	b.ok(faulttest.Err(b.Update(b.as(b.member), b.launch.Slug, own.ID, in, own.Version)))
	if got := b.report(own.ID); got.Wrong != "Never said" || got.Times != 99 {
		t.Errorf("%+v", got.Report)
	}
	b.want(faulttest.Err(b.Update(b.as(b.member), b.launch.Slug, own.ID, in, own.Version)), fault.KindConflict)
	in.Times = 0
	b.wantInvalid(faulttest.Err(b.Update(b.as(b.member), b.launch.Slug, own.ID, in, own.Version+1)), "times")
}

func TestSendTwiceSavesOneReport(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	_, secret := b.link(feedback.TesterInput{Name: "Greta"})
	in := feedback.Sending{Said: feedback.Said{Wrong: "It was gone"}}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := b.Send(b.nobody(), secret, in, "the form's key"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := b.count("feedback_reports"); n != 1 {
		t.Errorf("%d reports", n)
	}
	// A form that is changed after going back is a different one, and so is the same text with
	// another key.
	b.ok(b.Send(b.nobody(), secret, feedback.Sending{Said: feedback.Said{Wrong: "It was gone again"}}, "the form's key"))
	b.ok(b.Send(b.nobody(), secret, in, "another key"))
	if n := b.count("feedback_reports"); n != 3 {
		t.Errorf("%d reports", n)
	}
	for range 2 {
		_, err := b.Add(b.as(b.member), b.launch.Slug, supportInput("By hand"), "key")
		b.ok(err)
	}
	if n := b.count("feedback_reports"); n != 4 {
		t.Errorf("%d reports", n)
	}
}

func TestBetaLinkShowsOwnReportsUntilRevoked(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	greta, secret := b.link(feedback.TesterInput{Name: "Greta"})
	_, other := b.link(feedback.TesterInput{Name: "Omar"})
	b.ok(b.Send(b.nobody(), secret, feedback.Sending{Said: feedback.Said{Wrong: "Hers"}}, ""))
	b.ok(b.Send(b.nobody(), other, feedback.Sending{Said: feedback.Said{Wrong: "His"}}, ""))
	mine, err := b.OpenBeta(b.nobody(), secret)
	b.ok(err)
	if mine.Launch != b.launch.Name || len(mine.Said) != 1 || mine.Said[0].Title != "Hers" || mine.Said[0].Heard != "Received" {
		t.Fatalf("%+v", mine)
	}
	_, err = b.OpenBeta(b.nobody(), secret+"x")
	b.want(err, fault.KindNotFound)
	again, err := b.NewBetaLink(b.as(b.member), b.launch.Slug, greta)
	b.ok(err)
	for _, dead := range []string{secret} {
		if mine, err := b.OpenBeta(b.nobody(), dead); err != nil || !mine.Dead || mine.Launch != "" {
			t.Errorf("%+v, %v", mine, err)
		}
		b.want(b.Send(b.nobody(), dead, feedback.Sending{Said: feedback.Said{Wrong: "x"}}, ""), fault.KindConflict)
	}
	b.ok(b.RemoveTester(b.as(b.member), b.launch.Slug, greta))
	if mine, err := b.OpenBeta(b.nobody(), again); err != nil || !mine.Dead {
		t.Errorf("taken off the list: %+v, %v", mine, err)
	}
	b.ok(b.RestoreTester(b.as(b.member), b.launch.Slug, greta))
	if mine, err := b.OpenBeta(b.nobody(), again); err != nil || !mine.Dead {
		t.Errorf("put back, the old link works again: %+v, %v", mine, err)
	}
	if n := b.count("beta_links WHERE token_hash = ?", again); n != 0 {
		t.Error("the secret itself is kept")
	}
}

func TestLeaveAndComeBack(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	greta, secret := b.link(feedback.TesterInput{Name: "Greta"})
	for range 2 {
		b.ok(b.Leave(b.nobody(), secret, feedback.Leaving{Reason: "No time"}))
	}
	one, err := b.Tester(ctx, b.launch, greta)
	b.ok(err)
	if !one.Left || len(one.Departures) != 1 || !one.Departures[0].Open() || one.Departures[0].Reason != "No time" {
		t.Fatalf("%+v", one)
	}
	omar, _ := b.link(feedback.TesterInput{Name: "Omar"})
	b.want(faulttest.Err(b.Handle(ctx, slug, omar, one.Departures[0].ID, false, one.Departures[0].Version)), fault.KindNotFound)
	b.ok(faulttest.Err(b.Handle(ctx, slug, greta, one.Departures[0].ID, false, one.Departures[0].Version)))
	b.want(faulttest.Err(b.Handle(ctx, slug, greta, one.Departures[0].ID, false, one.Departures[0].Version)), fault.KindConflict)
	b.ok(b.ComeBack(b.nobody(), secret))
	if one, err = b.Tester(ctx, b.launch, greta); err != nil || one.Left {
		t.Errorf("came back: %+v, %v", one, err)
	}
	// Access that was removed must be restored, even if the tester is no longer listed.
	b.ok(b.RemoveTester(ctx, slug, greta))
	open, err := b.Leavers(ctx, b.launch)
	b.ok(err)
	if len(open) != 1 || !open[0].LetIn {
		t.Fatalf("to be let in again: %+v", open)
	}
	b.ok(faulttest.Err(b.Handle(ctx, slug, greta, open[0].ID, false, open[0].Version)))
	if open, err = b.Leavers(ctx, b.launch); err != nil || len(open) != 0 {
		t.Errorf("let in again: %+v, %v", open, err)
	}
	group, shared := b.link(feedback.TesterInput{Name: "Design partners", Shared: true})
	b.wantInvalid(b.Leave(b.nobody(), shared, feedback.Leaving{}), "name")
	b.ok(b.Leave(b.nobody(), shared, feedback.Leaving{Name: "omar@example.com"}))
	b.ok(b.Send(b.nobody(), shared, feedback.Sending{Said: feedback.Said{Wrong: "x"}, Name: "Zoe", Contact: "zoe@example.com"}, ""))
	of, err := b.Tester(ctx, b.launch, group)
	b.ok(err)
	if of.Left || len(of.Departures) != 1 || of.Departures[0].Who != "omar@example.com" || of.Reports != 1 {
		t.Errorf("a member left: %+v", of)
	}
	if r := b.list(feedback.Filter{}).Rows[0]; r.Reporter != "Zoe" || r.Contact != "zoe@example.com" {
		t.Errorf("%+v", r)
	}
}

func TestTesterIsNotAddedWithoutTheirLink(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.exec("ALTER TABLE beta_links RENAME TO beta_links_away")
	if _, _, err := b.AddTester(b.as(b.member), b.launch.Slug, feedback.TesterInput{Name: "Greta"}, "key"); err == nil {
		t.Fatal("a link was made in a table that is not there")
	}
	b.exec("ALTER TABLE beta_links_away RENAME TO beta_links")
	if n := b.count("beta_testers WHERE name = 'Greta'"); n != 0 {
		t.Errorf("%d testers were added without a link", n)
	}
}

func TestFormForTesterSentTwiceAddsOneWithAWorkingLink(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	in := feedback.TesterInput{Name: "Greta"}
	first, old, err := b.AddTester(b.as(b.member), b.launch.Slug, in, "key")
	b.ok(err)
	second, secret, err := b.AddTester(b.as(b.member), b.launch.Slug, in, "key")
	b.ok(err)
	if first != second {
		t.Errorf("two testers were added: %d and %d", first, second)
	}
	if mine, err := b.OpenBeta(b.nobody(), old); err != nil || !mine.Dead {
		t.Errorf("the first link: %+v, %v", mine, err)
	}
	if mine, err := b.OpenBeta(b.nobody(), secret); err != nil || mine.Dead {
		t.Errorf("the second link: %+v, %v", mine, err)
	}
	b.ok(b.RemoveTester(b.as(b.member), b.launch.Slug, first))
	_, _, err = b.AddTester(b.as(b.member), b.launch.Slug, in, "key")
	b.want(err, fault.KindConflict)
}
