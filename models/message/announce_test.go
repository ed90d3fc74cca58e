package message_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/message"
)

// changed records changes of the launch as the stores do.
func (f fixture) changed(actions ...string) {
	f.Helper()
	f.OK(f.DB.Write(f.As(f.Lead), func(tx *db.Tx) error {
		for _, a := range actions {
			err := tx.Audit(db.Entry{Action: a, Entity: "launch", EntityID: f.Launch.ID, LaunchID: &f.Launch.ID, Label: f.Launch.Name,
				Reason: "Vendor <late>", Changes: []db.Change{{Field: "launch date", Old: "Mon 7 Dec", New: "Wed 9 Dec"},
					{Field: "decision", New: "Go for 9 Dec"}}})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestChangesOfALaunchAreAnnounced(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.changed("launch.moved") // there is no channel yet
	chat, hook := f.receive(t, nil), f.receive(t, nil)
	f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: chat.URL})
	f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: hook.URL})
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: hook.URL + "/pager"})
	f.changed("launch.moved")
	f.changed("launch.updated", "deliverable.status")
	f.Exec("UPDATE launches SET state = ? WHERE id = ?", launch.Go, f.Launch.ID)
	f.changed("launch.state", "meeting.recorded")
	f.deliverFor(time.Minute)
	var texts, events []string
	for _, q := range chat.requests() {
		texts = append(texts, q.body)
	}
	for _, q := range hook.requests() {
		events = append(events, q.body[:strings.Index(q.body, `","timestamp`)])
		if !strings.Contains(q.body, `"launch":"`+f.Launch.Slug+`"`) || !strings.Contains(q.body, `"by":"Lea Lead"`) {
			t.Error(q.body)
		}
	}
	if len(texts) != 2 || !strings.Contains(texts[0], "Pay v2 moved to ") || !strings.Contains(texts[0], "Before: Mon 7 Dec") ||
		!strings.Contains(texts[0], "Vendor \\u0026lt;late\\u0026gt;") || !strings.Contains(texts[1], "Pay v2: Go for 9 Dec") {
		t.Errorf("%q", texts)
	}
	slices.Sort(events) // webhooks are sent concurrently
	if got := strings.Join(events, " "); got != `{"type":"decision.recorded {"type":"launch.go {"type":"launch.moved` {
		t.Error(got)
	}
}

func TestCancellationIsAnnouncedWithItsReason(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	hook := f.receive(t, nil)
	f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: hook.URL})
	_, err := f.Launches.SetState(f.As(f.Lead), f.Launch.Slug, launch.Cancelled, "Nobody wants it", f.Launch.Version)
	f.OK(err)
	f.deliverFor(time.Minute)
	if got := hook.requests(); len(got) != 1 || !strings.Contains(got[0].body, `"type":"launch.cancelled"`) ||
		!strings.Contains(got[0].body, "Nobody wants it") {
		t.Errorf("%+v", got)
	}
}
