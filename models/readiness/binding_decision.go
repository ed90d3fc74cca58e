package readiness

import "tminus/models/gonogo"

// decided is good when a decision about the present T is recorded and no other meeting is planned.
func (f facts) decided() finding {
	d := f.decision
	out := about("Open the meetings", "/meetings")
	switch {
	case f.planned && d.Decided():
		out.result, out.why = pending, "Another go/no-go meeting is planned"
	case f.planned:
		out.result, out.why = unseen, "The go/no-go meeting is planned"
	case !d.Decided():
		out.result, out.why = unseen, "No go/no-go decision is recorded"
	case d.RolledBack:
		out.result, out.why = bad, "The launch was rolled back after the decision"
	case !d.ForOn.IsZero() && d.ForOn != f.launchOn && d.Confirmed == nil:
		out.result, out.why = bad, "T moved after the decision"
	default:
		out = about("Open the meeting", "/meetings/%d", d.MeetingID)
		out.result, out.since, out.why = good, d.At, "Decided "+instant(d.At, f.loc)
		if d.Outcome != gonogo.OutcomeNone {
			out.why = d.Outcome.Label() + ", recorded " + instant(d.At, f.loc)
		}
	}
	return out
}
