package demo

import (
	"context"
	"strconv"
	"time"

	"tminus/internal/civil"
	"tminus/models/extension"
	"tminus/models/launch"
)

// sampleException is a request for a deadline extension, by a number of working days past the later
// of the freeze and the item's date.
type sampleException struct {
	item, freeze, by           string
	past, days                 int // before today
	why, riskWith, riskWithout string
	granted                    string // the lead's reason for granting it
}

// sampleExceptions are the requests by launch name.
var sampleExceptions = map[string][]sampleException{
	"Real-time notifications": {
		{item: "talking_points", freeze: "materials_scheduled", by: "fatima", past: 1, days: 3,
			why:         "Sales hears the final wording of the blog post only once it is scheduled, and nobody could own the points before.",
			riskWith:    "One day less to learn them: some calls on launch day go without.",
			riskWithout: "Account managers make up their own answers on what “at once” means.",
			granted:     "The blog post comes first; a day is enough to read one page."},
		{item: "feature_flag", freeze: "code_merged", by: "marek", past: 2, days: 1,
			why:         "The mobile app reads the flag only at start. The fix is written and waits for the security guild.",
			riskWith:    "Two days less on staging for the path that turns the feature off.",
			riskWithout: "Mobile users keep notifications until they restart the app, so a rollback takes hours for them."},
	},
}

// addExceptions adds the requests for deadline extensions.
func (p *storyBuilder) addExceptions() {
	for _, se := range sampleExceptions[p.name] {
		due := map[string]civil.Date{}
		for _, d := range launch.LayOut(p.story.Template, p.story.Target, p.story.LeadID, p.story.Roles) {
			due[d.Key] = d.DueOn
		}
		later := due[se.freeze]
		if due[se.item].After(later) {
			later = due[se.item]
		}
		days := later.AddDays(se.past).NextWorkday().Sub(due[se.freeze])
		var id int64
		asked := p.addAct(p.workingHourAgo(se.days), se.by, func(ctx context.Context) error {
			in := extension.Input{ItemID: p.story.items[se.item], FreezeID: p.story.items[se.freeze], Days: strconv.Itoa(days), Why: se.why,
				RiskWith: se.riskWith, RiskWithout: se.riskWithout}
			var err error
			id, err = p.Extensions.Ask(ctx, p.slug(), in, "")
			return err
		})
		if se.granted != "" {
			p.addAct(asked.Add(2*time.Hour), p.lead, func(ctx context.Context) error {
				_, err := p.Extensions.Decide(ctx, p.slug(), id, true, se.granted, 1)
				return err
			})
		}
	}
}
