package demo

import (
	"tminus/internal/civil"
	"tminus/models/launch"
)

// sampleLaunches cover all five phases; the first one is the one that people see first. Days count
// from today.
var sampleLaunches = []sampleLaunch{
	{
		name: "Real-time notifications", template: "standard", lead: "ana", zone: "Europe/Berlin", away: 9, at: civil.At(10, 0),
		state:   launch.Planning,
		summary: "People hear of what concerns them at once: a banner in the product, a push on the phone, and a setting for how often.",
		roles:   map[string]string{"sales_lead": ""},
		owners:  map[string]string{"code_merged": "petra", "launch_email": "ben", "on_call_roster": "yuki"},
		notes: []note{
			{item: "feature_flag", by: "marek", days: 5, status: launch.StatusChange{To: launch.InProgress},
				comment: "The flag works on the web. @山田 優希, the mobile app still reads it only at start; can you look?"},
			{item: "feature_flag", by: "yuki", days: 1, comment: "Found it, the cache outlives the session. Fix is in review."},
			{item: "code_merged", by: "petra", days: 3, unblock: "marek",
				status:  launch.StatusChange{To: launch.Blocked, BlockedReason: "the security review of the push gateway"},
				comment: "Everything else is merged. @Marek Solberg, who reviews the gateway?", helpers: []string{"zoe"},
				links: []launch.Link{{Label: "Pull request 418", URL: "https://git.aurora.example/app/pull/418"}}},
			{item: "code_merged", by: "marek", days: 2, comment: "I asked the security guild; they have a slot tomorrow morning."},
			{item: "launch_visuals", by: "soren", days: 6,
				status: launch.StatusChange{To: launch.Skipped,
					SkipReason: "No new screens: the banner is text, and the settings page keeps its layout."}},
			{item: "blog_post", by: "maria", days: 2,
				comment: "Second draft is up. @Ana Kern, is “at once” a promise that we can keep? @Ben Carter has the email with the same words.",
				links:   []launch.Link{{Label: "Draft", URL: "https://docs.aurora.example/blog/real-time-notifications"}}},
			{item: "blog_post", by: "ana", days: 1, comment: "“Within seconds” is what we measured. Let us say that."},
			{item: "talking_points", by: "ana", days: 4, comment: "Nobody owns this yet. @Fatima El-Sayed, who of your team can take it?"},
			{item: "support_guide", by: "dana", days: 1, helpers: []string{"petra"},
				comment: "The part on delayed notifications needs a number: how late is late? @Petra Lund"},
		},
	},
	{
		name: "New plans and prices", template: "major", lead: "hugo", zone: "America/New_York", away: 17, at: civil.At(9, 0),
		state:   launch.Planning,
		summary: "Three plans instead of seven, prices by seat, and a way for every customer of today to keep what they have for a year.",
		owners:  map[string]string{"privacy_review": "ana"},
		notes: []note{
			{item: "stakeholders_informed", by: "hugo", days: 1, helpers: []string{"fatima"},
				comment: "Partners know; two of the large customers do not yet. @Fatima El-Sayed, will you call them?"},
			{item: "risk_register", by: "hugo", days: 0,
				comment: "First risk: invoices that run over the change of month. @Marek Solberg @Ana Kern please add yours."},
		},
	},
	{
		name: "Search that forgives typos", template: "small", lead: "petra", zone: "Europe/Stockholm", away: 2, at: civil.At(11, 0),
		state:   launch.Go,
		summary: "A misspelt word finds what was meant. Behind a flag, for one in ten people first.",
		roles:   map[string]string{"engineering_lead": "yuki", "marketing_lead": "ben", "qa_lead": "priya"},
		notes: []note{
			{item: "staging_validation", by: "priya", days: 1, status: launch.StatusChange{To: launch.Done},
				comment: "All pass. Names with accents took 40 ms longer; nobody will notice."},
			{item: "go_no_go", by: "petra", days: 0, status: launch.StatusChange{To: launch.Done},
				comment: "Held a day early, since all were there: go, no conditions."},
			{item: "announcement", by: "ben", days: 0, status: launch.StatusChange{To: launch.Scheduled}},
		},
	},
	{
		name: "Two-step sign-in for everybody", template: "standard", lead: "marek", zone: "Europe/Berlin", away: 0, at: civil.At(9, 0),
		state:   launch.Launching,
		summary: "A second step at sign-in, with an app or a key. Administrators can ask for it of the whole organisation.",
		roles:   map[string]string{"engineering_lead": "petra", "product_lead": "ana", "qa_lead": "priya"},
		owners:  map[string]string{"daily_checks": "zoe", "talking_points": "fatima"},
		notes: []note{
			{item: "morning_sync", by: "marek", days: 0, status: launch.StatusChange{To: launch.Done},
				comment: "All here, all green. If anything goes wrong, page @Petra Lund."},
			{item: "launch", by: "petra", days: 0, status: launch.StatusChange{To: launch.InProgress}, comment: "10 %, all green.",
				links: []launch.Link{{Label: "Dashboard", URL: "https://metrics.aurora.example/d/sign-in"}}},
			{item: "stakeholder_updates", by: "ana", days: 0, status: launch.StatusChange{To: launch.InProgress}},
		},
	},
	{
		name: "Invoices by bank transfer", template: "standard", lead: "hugo", zone: "Europe/Paris", away: -3, at: civil.At(10, 0),
		state:   launch.Live,
		summary: "Customers in Europe pay by transfer; what comes in is matched to its invoice by itself.",
		roles:   map[string]string{"engineering_lead": "yuki", "design_lead": "soren"},
		owners:  map[string]string{"daily_checks": "petra"},
		notes: []note{
			{item: "daily_checks", by: "petra", days: 1,
				comment: "Error rate 0.04 %. Four transfers were not matched, all with a blank in the reference. @Zoë Brandt has a fix.",
				helpers: []string{"zoe"}},
			{item: "support_guide", by: "dana", days: 1,
				comment: "Added “my transfer is not shown”: seven tickets in two days, all the same answer."},
		},
	},
	{
		name: "Offline mode in the mobile app", template: "small", lead: "ana", zone: "Asia/Tokyo", away: -16, at: civil.At(14, 0),
		state:   launch.Closed,
		summary: "Reading and writing go on without a network; what was written is sent when it is back.",
		roles:   map[string]string{"engineering_lead": "yuki", "marketing_lead": "ben"},
		notes: []note{
			{item: "post_mortem", by: "ana", days: 4,
				comment: "Went well: the rollout by rings. To improve: nobody had told support about the new icon. @Dana Whitfield, thank " +
					"you for the patience."},
			{item: "remove_flag", by: "yuki", days: 1, status: launch.StatusChange{To: launch.Done}},
			{item: "customer_conversations", by: "ana", days: 9, status: launch.StatusChange{To: launch.Done},
				comment: "Three calls, one wish: say how old the data is."},
		},
	},
}
