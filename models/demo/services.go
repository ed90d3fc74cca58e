package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/models/service"
)

// sampleService is a service that the sample launches depend on.
type sampleService struct {
	in      service.Input
	soft    bool
	owner   string
	knowers []string
}

// sampleTry is a check of a link by a person on call, some days ago.
type sampleTry struct {
	by, service string
	kind        service.LinkKind
	days        int
	failed      bool
	note        string
}

// sampleUse is a service of a launch.
type sampleUse struct{ service, touches string }

// fillServices creates the services that the launches depend on. Nobody knows one of them, and one
// has no owner.
func fillServices(ctx context.Context, s *service.Store, who map[string]int64) error {
	for _, ss := range sampleServices {
		in := ss.in
		in.Degrades = &ss.soft
		if ss.owner != "" {
			owner := who[ss.owner]
			in.OwnerID = &owner
		}
		for _, k := range ss.knowers {
			in.Knowers = append(in.Knowers, who[k])
		}
		if _, err := s.Create(ctx, in, ""); err != nil {
			return err
		}
	}
	return nil
}

// addServices adds the launch's services, and the checks of their links.
func (p *storyBuilder) addServices() {
	uses := sampleUses[p.name]
	if len(uses) == 0 {
		return
	}
	p.addAct(p.workingHourAgo(6), p.lead, func(ctx context.Context) error {
		for _, u := range uses {
			svc, err := p.service(ctx, u.service)
			if err != nil {
				return err
			}
			if _, err := p.Services.Name(ctx, p.slug(), []int64{svc.ID}, u.touches, ""); err != nil {
				return err
			}
		}
		return nil
	})
	for i, st := range sampleTries[p.name] {
		p.addAct(p.workingHourAgo(st.days).Add(time.Duration(i)*time.Second), st.by, func(ctx context.Context) error {
			svc, err := p.service(ctx, st.service)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(svc.Links, func(l service.Link) bool { return l.Kind == st.kind })
			if at < 0 {
				return fmt.Errorf("%s has no link to %s", st.service, st.kind)
			}
			_, err = p.Services.Try(ctx, svc.ID, svc.Links[at].ID, !st.failed, st.note, "")
			return err
		})
	}
}

// service returns the service with a name.
func (p *storyBuilder) service(ctx context.Context, name string) (service.Detail, error) {
	all, err := p.Services.Choices(ctx)
	if err != nil {
		return service.Detail{}, err
	}
	at := slices.IndexFunc(all, func(f service.Fact) bool { return f.Name == name })
	if at < 0 {
		return service.Detail{}, fmt.Errorf("there is no service %q", name)
	}
	return p.Services.Service(ctx, all[at].ID)
}
func links(of ...string) []service.Link {
	var out []service.Link
	for i := 0; i+1 < len(of); i += 2 {
		out = append(out, service.Link{Kind: service.LinkKinds[min(i/2, 2)], Label: of[i], URL: of[i+1]})
	}
	return out
}

var sampleServices = []sampleService{
	{owner: "marek", knowers: []string{"marek", "petra"},
		in: service.Input{Name: "Sign-in", Summary: "Sessions, passwords, second factors", Tier: service.Critical,
			Failure: "Nobody new gets in. Who is signed in stays so for twelve hours.",
			Links: links("Sign-in board", "https://grafana.aurora.example/d/sign-in", "Sign-in logs", "https://logs.aurora.example/q?app=sign-in",
				"Runbook: nobody gets in", "https://runbooks.aurora.example/sign-in"),
			Diagnosis: "1. Does the **sign-in board** show errors, or no traffic at all? No traffic is mostly the gateway.\n2. " +
				"`auth_db_pool_waiting` above 20: the database is busy, see *Main database*.\n3. Text messages late: look at the " +
				"supplier's status page before anything else."}},
	{owner: "petra", knowers: []string{"petra", "marek", "yuki"},
		in: service.Input{Name: "Main database", Summary: "PostgreSQL for everything that is sold and sent", Tier: service.Critical,
			Failure: "The product is down. Reading goes on for some minutes from caches.",
			Links: links("Database board", "https://grafana.aurora.example/d/postgres", "Slow queries",
				"https://logs.aurora.example/q?app=postgres"),
			Diagnosis: "Look at **replication lag** first, then at the longest running query. A migration that waits for a lock blocks " +
				"all writers behind it: end the migration, not the writers."}},
	{soft: true, owner: "petra", knowers: []string{"petra", "priya"},
		in: service.Input{Name: "Message queue", Summary: "Hands events from the product to whoever sends or counts them", Tier: service.Critical,
			Failure: "Events wait in the outbox and are sent later. After six hours the outbox is full.",
			Links: links("Queue board", "https://grafana.aurora.example/d/queue", "Consumer logs", "https://logs.aurora.example/q?app=consumers",
				"Runbook: the queue grows", "https://runbooks.aurora.example/queue"),
			Diagnosis: "Is it growing because much comes in, or because nothing goes out? `consumer_lag` by group tells. Restart one " +
				"consumer, never all at once."}},
	{soft: true, owner: "yuki", knowers: []string{"yuki"},
		in: service.Input{Name: "Pushgate", Summary: "The supplier that brings push messages to phones", Tier: service.Important,
			Failure: "No push messages. Messages inside the product and by email still arrive.",
			Links:   links("Pushgate status", "https://status.pushgate.example/", "Deliveries", "https://console.pushgate.example/logs"),
			Diagnosis: "Compare their status page with our *accepted* and *delivered* counts. Over the limit they answer 429: the duty " +
				"desk can raise it."}},
	{soft: true, owner: "hugo", knowers: []string{"hugo"},
		in: service.Input{Name: "Email sender", Summary: "Outgoing email, ours and the customers'", Tier: service.Important,
			Failure: "Email is late. Nothing is lost: it is tried again for two days.",
			Links:   links("Email board", "https://grafana.aurora.example/d/email", "Bounces", "https://logs.aurora.example/q?app=email")}},
	{in: service.Input{Name: "Payment gateway", Summary: "Takes cards; run by a supplier", Tier: service.Critical,
		Failure: "Nobody can buy or renew. Invoices by bank transfer still work.",
		Links:   links("Gateway status", "https://status.cardway.example/")}},
	{soft: true, owner: "soren", knowers: []string{"soren", "zoe"},
		in: service.Input{Name: "Image resizer", Summary: "Pictures of profiles and products in all sizes", Tier: service.NiceToHave,
			Failure: "New pictures show as grey boxes until it is back.",
			Links:   links("Resizer board", "https://grafana.aurora.example/d/resizer")}},
	{soft: true, owner: "lukasz", knowers: []string{"lukasz", "priya"},
		in: service.Input{Name: "Feature flags", Summary: "Who sees what; the way back of every launch", Tier: service.Critical,
			Failure: "Flags stay as they were. Nothing can be turned on or off: there is no quick way back.",
			Links: links("Flag board", "https://grafana.aurora.example/d/flags", "Flag changes", "https://logs.aurora.example/q?app=flags",
				"Runbook: a flag does not turn", "https://runbooks.aurora.example/flags"),
			Diagnosis: "Clients ask every 30 seconds. If the **age of the newest answer** grows, the edge cache is stale: purge `/flags/*`."}},
}

var sampleUses = map[string][]sampleUse{
	"Real-time notifications": {
		{"Message queue", "Four new event types, some 300 events a second more at noon"},
		{"Pushgate", "All push messages go through it; its limit is raised for launch day"},
		{"Main database", "One new table, one migration of two hours"},
		{"Feature flags", "The flag realtime_notifications, by percentage"},
	},
	"Two-step sign-in for everybody": {
		{"Sign-in", "A second step for everybody, by percentage"},
		{"Main database", "Reads the devices of each person at sign-in"},
		{"Feature flags", "The flag two_step_everybody"},
	},
	"New plans and prices": {
		{"Payment gateway", "New prices and a change between plans in the middle of a month"},
		{"Email sender", "One message to all customers, spread over a day"},
		{"Main database", "Prices move to a table of their own"},
	},
	"Invoices by bank transfer": {{"Email sender", "Sends the invoices"}, {"Main database", ""}},
}

var sampleTries = map[string][]sampleTry{
	"Real-time notifications": {
		{by: "marek", service: "Message queue", kind: service.Monitoring, days: 3},
		{by: "marek", service: "Message queue", kind: service.Logs, days: 3},
		{by: "marek", service: "Message queue", kind: service.Diagnosis, days: 3},
		{by: "marek", service: "Main database", kind: service.Monitoring, days: 3},
		{by: "yuki", service: "Message queue", kind: service.Monitoring, days: 2},
		{by: "yuki", service: "Pushgate", kind: service.Monitoring, days: 2},
		{by: "yuki", service: "Pushgate", kind: service.Logs, days: 2},
		{by: "petra", service: "Message queue", kind: service.Monitoring, days: 2},
		{by: "petra", service: "Message queue", kind: service.Logs, days: 2},
		{by: "priya", service: "Message queue", kind: service.Monitoring, days: 1},
		{by: "priya", service: "Pushgate", kind: service.Logs, days: 1, failed: true, note: "My account is not in the supplier's console"},
	},
}
