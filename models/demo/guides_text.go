package demo

import "tminus/models/guide"

// sampleGuides are the guides by launch name.
var sampleGuides = map[string][]sampleGuide{
	"Real-time notifications": {{owner: "ben", reviewer: "dana", days: 7, asked: true, approved: true, published: true,
		public: guide.PublicOpen, note: "Tried each fix with the beta group.", content: notificationsGuide}},
	"New plans and prices": {
		{owner: "hugo", reviewer: "dana", days: 6, asked: true, returned: "What do we say to those who paid for a year? Please add a reply.",
			content: pricesGuide}},
	"Search that forgives typos": {{owner: "petra", reviewer: "dana", days: 2, asked: true, content: searchGuide}},
	"Two-step sign-in for everybody": {
		{owner: "marek", reviewer: "dana", days: 8, asked: true, approved: true, published: true, again: &signInAgain, content: signInGuide}},
	"Invoices by bank transfer": {
		{owner: "hugo", reviewer: "dana", days: 12, asked: true, approved: true, published: true, public: guide.PublicLink,
			content: invoicesGuide}},
	"Offline mode in the mobile app": {
		{owner: "ana", reviewer: "dana", days: 30, asked: true, approved: true, published: true, late: 2, content: offlineGuide,
			unhelped: []sampleUnhelped{
				{days: 3, by: "dana", symptom: "Changes made offline are missing",
					missing: "What to do when the cloud never goes away: two customers reinstalled the app and lost a day."},
				{days: 1, by: "vera", symptom: "Changes made offline are missing"},
			},
			vain: []sampleVain{{5, "battery drain"}, {2, "battery drain"}, {1, "battery drain"}, {2, "storage full"}, {9, "airplane mode"},
				{1, "ERR_SYNC_409"}}}},
}

var ladder = []guide.Step{
	{Do: "Work through the common issues above"},
	{After: 15, When: "It persists", Do: "Ping engineering", Target: guide.ToSecondary},
	{When: "It is widespread: three customers within ten minutes", Do: "Page the engineer on call", Target: guide.ToPrimary},
	{After: 60, When: "Nobody has answered", Do: "Call the lead of the launch", Target: guide.ToLead},
}

var notificationsGuide = guide.Content{
	Title:   "Real-time notifications",
	Summary: "Messages reach people within a second, in the browser and on their phones.",
	How: `Who turns notifications on is told **within a second** of what happened: a message, a mention, a change to something they follow.

1. The customer opens **Settings → Notifications** and presses *Turn on*.
2. The browser or the phone asks whether we may notify them. They press *Allow*.
3. From then on notifications arrive while they are signed in on that device.

**What can be set**

| setting | choices | at first |
| --- | --- | --- |
| How often | at once, every hour, once a day | at once |
| About what | mentions, everything they follow | mentions |
| Quiet hours | from – to, in their own time zone | 22:00 – 07:00 |

Notifications are being turned on for everybody step by step. Until their turn has come, ` +
		`customers see no *Notifications* in their settings.`,
	Issues: []guide.Issue{
		{Symptom: "The customer does not receive any notifications", Errors: "Notifications are blocked\nERR_PUSH_DENIED",
			Checks: `1. Is **Settings → Notifications** on? If there is no such page, their turn has not come yet.
2. Is it within their quiet hours?
3. Does the browser or the phone allow notifications from us?`, Fix: `- Turn notifications on in the settings.
- Enable push: in the browser press the lock beside the address, ` +
				`then **Notifications → Allow**; on the phone open its own settings, then **Apps → Aurora → Notifications**.
- Have them sign out and in again once.`,
			Say: `Your notifications are switched off on this device. Please open the settings of your browser ` +
				`and allow notifications from us; the next one will reach you within a second.`},
		{Symptom: "The customer receives too many notifications",
			Checks: `Look at **Settings → Notifications → How often**. *At once* about *everything they follow* is what floods people.`,
			Fix:    `Change the frequency in the settings to *every hour* or *once a day*, or the choice to *mentions* only.`,
			Say:    `You can choose how often we notify you: open Settings, then Notifications, and pick “once a day”. It takes effect at once.`},
		{Symptom: "Notifications arrive late", Errors: "Delivery delayed\n504 Gateway Timeout from push-relay",
			Checks: `1. Compare the time of the message with the time at which it arrived.
2. Look at the status page of the push service.`,
			Fix: `This is rare and usually gone within 5 minutes. Nothing has to be changed. If it lasts longer, escalate.`,
			Say: `We are sorry for the delay. This happens rarely and is usually over within five minutes; nothing is lost.`},
	},
	Templates: []guide.Template{
		{Title: "Notifications are off",
			Text: "Hello {{customer name}},\n\nthank you for writing to us. Notifications are switched off for {{device or browser}}. " +
				"Please open Settings → Notifications, press “Turn on”, and allow them when you are asked.\n\nThe next one will reach you " +
				"within a second.\n\n{{your name}}"},
		{Title: "Too many notifications",
			Text: "Hello {{customer name}},\n\nyou decide how often we write to you: open Settings → Notifications → How often, and " +
				"choose “once a day”.\n\n{{your name}}"},
		{Title: "A delay that we know of",
			Text: "Hello {{customer name}},\n\nnotifications are late at the moment. Nothing is lost: all of them arrive, usually " +
				"within five minutes. We are on it and will write again by {{time}}.\n\n{{your name}}"},
	},
	Escalation: ladder,
}

var pricesGuide = guide.Content{
	Title:   "New plans and prices",
	Summary: "What changes for whom, from when, and what to say about an invoice that is higher than the last.",
	How: "From the launch on there are three plans: **Start**, **Team** and **Scale**. Who is on an older plan keeps it, and " +
		"its price, for twelve months.",
	Issues: []guide.Issue{
		{Symptom: "The invoice is higher than last month", Checks: "Compare the plan on both invoices under **Billing → Invoices**.",
			Fix: "If the plan was changed by mistake, put the old one back: **Billing → Plan → Undo**, within 14 days.",
			Say: "You have been moved to another plan. We can undo that at once, and you will get the difference back."},
	},
	Escalation: ladder[:2],
}

var searchGuide = guide.Content{
	Title:   "How search forgives typos",
	Summary: "Search finds what was meant, even with a letter wrong.",
	How:     "One letter may be wrong in words of five letters or more. Quotation marks switch that off: `\"exact words\"`.",
	Issues: []guide.Issue{
		{Symptom: "The customer finds things that they did not search for", Checks: "Did they search for a part number or a name?",
			Fix: "Put the word in quotation marks.", Say: "Put the word in quotation marks, and only exactly that is found."},
	},
	Templates: []guide.Template{{Title: "Exact search",
		Text: "Hello {{customer name}},\n\nput what you are looking for in quotation marks: \"{{words}}\". Then only exactly that is found."}},
	Escalation: ladder[:2],
}

var signInGuide = guide.Content{
	Title:   "Two-step sign-in",
	Summary: "Beside the password, a code from the customer's phone.",
	How: "At the next sign-in customers are asked to scan a picture with an app on their phone. From then on they enter the " +
		"six figures that the app shows.",
	Issues: []guide.Issue{
		{Symptom: "The code is refused", Errors: "That code is not right or has expired\nERR_TOTP_SKEW",
			Checks: "Is the clock of the phone set automatically?", Fix: "Set the phone's clock to automatic, and use the next code.",
			Say: "Please let your phone set its clock by itself, and enter the next code that appears."},
		{Symptom: "The phone was lost", Checks: "Ask for the answer to two of the three questions on their account.",
			Fix: "Open **Account → Security → Reset second step**. The customer sets it up anew at the next sign-in.",
			Say: "I have reset the second step. You will be asked to set it up again when you next sign in."},
	},
	Templates: []guide.Template{{Title: "The second step was reset",
		Text: "Hello {{customer name}},\n\nwe have reset your second step. When you sign in next you will be asked to set it up " +
			"again.\n\n{{your name}}"}},
	Escalation: ladder,
}

var signInAgain = func() guide.Content {
	c := signInGuide
	c.Issues = append([]guide.Issue(nil), c.Issues...)
	c.Issues = append(c.Issues, guide.Issue{Symptom: "No picture to scan appears", Checks: "Is the browser older than two years?",
		Fix: "Have them press **Enter a key instead**.", Say: "Please press “Enter a key instead” and type the key into your app."})
	return c
}()

var invoicesGuide = guide.Content{
	Title:   "Invoices by bank transfer",
	Summary: "Customers pay by transfer within 14 days, and see when the money has arrived.",
	How: "Under **Billing → Payment** customers choose *Bank transfer*. Each invoice then names our account and a reference. " +
		"What arrives with that reference is matched within one working day.",
	Issues: []guide.Issue{
		{Symptom: "The customer has paid, the invoice is still open", Errors: "Payment reference not found",
			Checks: "1. Ask for the day of the transfer and the reference on it.\n2. Look under **Billing → Unmatched transfers**.",
			Fix:    "Press **Match** beside the transfer. If it is not there after two working days, escalate.",
			Say: "Your transfer has arrived without its reference, so it was not matched by itself. I have done that now, and the " +
				"invoice is paid."},
	},
	Templates: []guide.Template{{Title: "Where is the reference?",
		Text: "Hello {{customer name}},\n\nplease put the reference {{reference}} into your transfer. With it your invoice is " +
			"marked as paid within one working day.\n\n{{your name}}"}},
	Escalation: ladder[:2],
}

var offlineGuide = guide.Content{
	Title:   "Offline mode in the mobile app",
	Summary: "What works without a connection, and when it is sent.",
	How:     "What was opened in the last seven days can be read without a connection. What is written then is sent as soon as there is one.",
	Issues: []guide.Issue{
		{Symptom: "Changes made offline are missing", Errors: "Sync pending", Checks: "Does the app show a cloud with an arrow?",
			Fix: "Have them open the app with a connection and wait until the cloud is gone.",
			Say: "Please open the app while you are online, and leave it open until the cloud disappears. Nothing is lost."},
	},
	Escalation: ladder[:2],
}
