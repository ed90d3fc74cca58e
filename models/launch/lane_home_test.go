package launch

import "testing"

func TestAKindIsAtHomeWhereMostOfItAre(t *testing.T) {
	t.Parallel()
	p := &Plan{Lanes: []Lane{{ID: 1}, {ID: 2}, {ID: 3}}}
	if got := (&Plan{}).LaneFor(KindMeeting); got != 0 {
		t.Errorf("without lanes: %d", got)
	}
	if got := p.LaneFor(KindMeeting); got != 1 {
		t.Errorf("in an empty plan: %d", got)
	}
	for lane, kinds := range map[int64][]Kind{1: {KindEngineering, KindEngineering, KindMeeting}, 2: {KindFAQ, KindMeeting, KindMeeting}, 3: {KindFAQ, KindSupportGuide, KindFAQ}} {
		for _, k := range kinds {
			p.Items = append(p.Items, Item{LaneID: lane, Kind: k})
		}
	}
	for k, want := range map[Kind]int64{KindEngineering: 1, KindMeeting: 2, KindFAQ: 3, KindAnnouncement: 3, KindMilestone: 1} {
		if got := p.LaneFor(k); got != want {
			t.Errorf("%s is at home in %d, want %d", k, got, want)
		}
	}
}
