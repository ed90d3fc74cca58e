package launch

import (
	"testing"

	"tminus/models/template"
)

func TestLaneForPrefersLaneWithMostOfKind(t *testing.T) {
	t.Parallel()
	p := &Plan{Lanes: []Lane{{ID: 1}, {ID: 2}, {ID: 3}}}
	if got := (&Plan{}).LaneFor(template.KindMeeting); got != 0 {
		t.Errorf("without lanes: %d", got)
	}
	if got := p.LaneFor(template.KindMeeting); got != 1 {
		t.Errorf("in an empty plan: %d", got)
	}
	for lane, kinds := range map[int64][]template.Kind{1: {template.KindEngineering, template.KindEngineering, template.KindMeeting},
		2: {template.KindFAQ, template.KindMeeting, template.KindMeeting}, 3: {template.KindFAQ, template.KindSupportGuide, template.KindFAQ}} {
		for _, k := range kinds {
			p.Items = append(p.Items, Item{LaneID: lane, Kind: k})
		}
	}
	for k, want := range map[template.Kind]int64{template.KindEngineering: 1, template.KindMeeting: 2, template.KindFAQ: 3,
		template.KindAnnouncement: 3, template.KindMilestone: 1} {
		if got := p.LaneFor(k); got != want {
			t.Errorf("%s is at home in %d, want %d", k, got, want)
		}
	}
}
