package risk

import (
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// What only some people can do to a show-stopper, as the end of a sentence.
const (
	closeIt    = "close a show-stopper"
	unmarkIt   = "unmark a show-stopper"
	lowerIt    = "lower the score of a show-stopper"
	giveIt     = "change the owner of a show-stopper"
	mitigateIt = "make a show-stopper count as mitigated"
)

// mayEase tells whether somebody may close a risk, unmark it, lower its score or
// give it to another owner. Of a risk that is no show-stopper, everybody may who
// can change the plan.
func mayEase(a db.Actor, f Fact, lead int64) bool {
	if !f.ShowStopper {
		return people.Can(a, people.EditPlan, people.Subject{Lead: lead})
	}
	return people.Can(a, people.EaseShowStopper, people.Subject{Lead: lead, Owner: f.OwnerID})
}

// toEase returns Forbidden for who may not do to a show-stopper what the fields
// are about: each is the name of an input and what it would do.
func (r row) toEase(tx *db.Tx, l launch.Launch, fields ...[2]string) error {
	if !r.ShowStopper || len(fields) == 0 {
		return nil
	}
	err := people.Require(tx.Actor, people.EaseShowStopper, people.Subject{Lead: l.LeadID, Owner: db.IDOf(r.OwnerID)})
	if !fault.Is(err, fault.KindForbidden) {
		return err
	}
	var at []fault.Field
	for _, f := range fields {
		at = append(at, fault.Field{Name: f[0], Message: "Only its owner, the launch's lead or an administrator can " + f[1] + "."})
	}
	return fault.ForbiddenAt(err, at...)
}

// EasedBy tells whether a change eases a show-stopper, or gives it to somebody
// who could ease it then.
func (f Fact) EasedBy(after Fact) bool { return f.ShowStopper && len(f.easedBy(after)) > 0 }

// easedBy lists what of a change to a show-stopper eases it.
func (f Fact) easedBy(after Fact) (fields [][2]string) {
	if !after.ShowStopper {
		fields = append(fields, [2]string{"show_stopper", unmarkIt})
	}
	fields = append(fields, f.loweredBy(after.Scores)...)
	if f.OwnerID != after.OwnerID {
		fields = append(fields, [2]string{"owner", giveIt})
	}
	return fields
}

// weight is of a risk what EasedBy compares.
func (r row) weight() Fact {
	return Fact{ShowStopper: r.ShowStopper, Scores: r.scores(), OwnerID: db.IDOf(r.OwnerID)}
}

// loweredBy lists which scores that count are lower afterwards.
func (s Scores) loweredBy(after Scores) (fields [][2]string) {
	if after.Current.Value() < s.Current.Value() {
		fields = append(fields, [2]string{"current_likelihood", lowerIt})
	}
	if after.Residual.Judged() && after.Residual.Value() < s.remaining().Value() {
		fields = append(fields, [2]string{"residual_likelihood", lowerIt})
	}
	return fields
}

// remaining is the score that counts once the mitigations are done.
func (s Scores) remaining() Score {
	if s.Residual.Judged() {
		return s.Residual
	}
	return s.Current
}

// The audit actions that tell how a show-stopper was eased.
const (
	auditClosed   = "show-stopper closed"
	auditUnmarked = "show-stopper unmarked"
	auditLowered  = "show-stopper lowered"
)

// auditOf is the audit action of a change: the usual one, unless it eases a
// show-stopper.
func (r row) auditOf(after row, usual string) string {
	switch {
	case !r.ShowStopper:
		return usual
	case !after.ShowStopper:
		return auditUnmarked
	case len(r.scores().loweredBy(after.scores())) > 0:
		return auditLowered
	}
	return usual
}

// valueOf is the value of a score in the words of the audit log, "4 × 5 = 20";
// 0 for one that was not judged.
func valueOf(words string) int {
	_, value, _ := strings.Cut(words, "= ")
	n, _ := strconv.Atoi(value)
	return n
}
