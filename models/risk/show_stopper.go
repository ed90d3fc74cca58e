package risk

import (
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// The restricted actions on a show-stopper, as the end of a sentence.
const (
	closeIt    = "close a show-stopper"
	unmarkIt   = "unmark a show-stopper"
	lowerIt    = "lower the score of a show-stopper"
	giveIt     = "change the owner of a show-stopper"
	mitigateIt = "make a show-stopper count as mitigated"
)

// mayEase reports whether a person may close a risk, unmark it, lower its score or change its
// owner. For a risk that is not a show-stopper, everybody who may edit the plan may.
func mayEase(a db.Actor, f Fact, lead int64) bool {
	if !f.ShowStopper {
		return people.Can(a, people.EditPlan, people.Subject{Lead: lead})
	}
	return people.Can(a, people.EaseShowStopper, people.Subject{Lead: lead, Owner: f.OwnerID})
}

// allowEase returns Forbidden if the actor may not ease a show-stopper. Each of fields is the name
// of a form field and the action.
func (r row) allowEase(tx *db.Tx, l launch.Launch, fields ...[2]string) error {
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

// EasedBy reports whether a change eases a show-stopper, or changes its owner to a person who could
// ease it.
func (f Fact) EasedBy(after Fact) bool { return f.ShowStopper && len(f.easedBy(after)) > 0 }

// easedBy returns the fields of a change that ease a show-stopper.
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

// weight returns the properties of a risk that EasedBy compares.
func (r row) weight() Fact {
	return Fact{ShowStopper: r.ShowStopper, Scores: r.scores(), OwnerID: db.IDOf(r.OwnerID)}
}

// loweredBy returns the fields of effective scores that are lower after the change.
func (s Scores) loweredBy(after Scores) (fields [][2]string) {
	if after.Current.Value() < s.Current.Value() {
		fields = append(fields, [2]string{"current_likelihood", lowerIt})
	}
	if after.Residual.Judged() && after.Residual.Value() < s.remaining().Value() {
		fields = append(fields, [2]string{"residual_likelihood", lowerIt})
	}
	return fields
}

// remaining returns the score that counts after the mitigations.
func (s Scores) remaining() Score {
	if s.Residual.Judged() {
		return s.Residual
	}
	return s.Current
}

// The audit actions for easing a show-stopper.
const (
	auditClosed   = "show-stopper closed"
	auditUnmarked = "show-stopper unmarked"
	auditLowered  = "show-stopper lowered"
)

// auditOf returns the audit action of a change: the usual one, unless it eases a show-stopper.
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

// valueOf returns the value of a score in the audit log, such as "4 × 5 = 20"; 0 for a score that
// was not given.
func valueOf(words string) int {
	_, value, _ := strings.Cut(words, "= ")
	n, _ := strconv.Atoi(value)
	return n
}
