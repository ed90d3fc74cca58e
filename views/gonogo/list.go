package gonogo

import (
	"tminus/models/gonogo"
)

func (vm ListVM) planned() bool {
	for _, m := range vm.Meetings {
		if m.State == gonogo.MeetingPlanned {
			return true
		}
	}
	return false
}

// sentence opens the page: the decision in effect, or what is planned.
func (vm ListVM) sentence() string {
	d := vm.Decision
	switch {
	case d.OtherDate():
		return "The go was for " + d.ForOn.Short() + ". A new decision is needed"
	case d.Decided():
		return d.Label(vm.Plan.Now) + " for the launch"
	case vm.planned():
		return "Not decided yet"
	}
	return "No go/no-go meeting is planned"
}

func (vm ListVM) canPlan() bool { return vm.Leads && !vm.planned() }

// proposes reports whether the next meeting is proposed: after a no-go, if none is planned.
func (vm ListVM) proposes() bool {
	return vm.canPlan() && vm.Decision.Outcome == gonogo.OutcomeNoGo && len(vm.Meetings) > 0
}

func (vm ListVM) next() gonogo.MeetingInput {
	for _, m := range vm.Meetings {
		if m.ID == vm.Decision.MeetingID {
			return m.Next()
		}
	}
	return gonogo.MeetingInput{}
}

func (vm ListVM) proposal() [][2]string {
	in := vm.next()
	return [][2]string{{"key", vm.Key}, {"held_on", in.HeldOn.String()}, {"held_time", in.HeldTime.String()}, {"place", in.Place},
		{"chair", optional(in.ChairID)}, {"by_vote", onOff(in.ByVote)}}
}

func (vm ListVM) proposedFor() string {
	in := vm.next()
	return in.HeldOn.Short() + ", " + in.HeldTime.String()
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return ""
}
