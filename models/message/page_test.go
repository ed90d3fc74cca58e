package message_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/message"
	"tminus/models/people"
	"tminus/models/roster"
)

// onCall makes the member primary and the other member secondary for two days; the lead is the last step.
func (f fixture) onCall() {
	f.Helper()
	for role, u := range map[roster.Role]people.User{roster.Primary: f.Member, roster.Secondary: f.Other} {
		_, err := f.Roster.Create(f.As(f.Lead), f.Launch.Slug, roster.Input{Kind: roster.Shift, Role: role, In: u.ID,
			Span: roster.Span{From: f.Clock.Now(), To: f.Clock.Now().Add(48 * time.Hour)}}, "")
		f.OK(err)
	}
	for _, u := range []people.User{f.Lead, f.Member, f.Other} {
		f.OK(f.People.AddContact(f.As(u), people.Contact{Kind: people.ByPhone, Value: "+49 30 1234567"}, ""))
	}
}

func (f fixture) page(text string) int64 {
	f.Helper()
	id, err := f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, nil, text, "")
	f.OK(err)
	return id
}

func (f fixture) pages() []message.PageView {
	f.Helper()
	all, _, err := f.Messages.Pages(f.As(f.Viewer), f.Launch.ID)
	f.OK(err)
	return all
}

// pageBody is the body of a page as a signed webhook.
type pageBody struct {
	Type string
	Data struct {
		ID, Summary, Launch string
		Who, Emails         []string
		Step                int
		AcknowledgeURL      string `json:"acknowledge_url"`
		AcknowledgeAPI      string `json:"acknowledge_api"`
	}
}

func bodyOf(t *testing.T, r request) pageBody {
	t.Helper()
	var b pageBody
	if err := json.Unmarshal([]byte(r.body), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func secretOf(address string) string { return address[strings.LastIndex(address, "/")+1:] }

func TestPageGoesToTheNextStepUntilSomebodySeesIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.onCall()
	r := f.receive(t, nil)
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: r.URL})
	start := f.Clock.Now()
	f.page("Error rate is at 5 %")
	f.deliverFor(11 * time.Minute)
	got := r.requests()
	if len(got) != 2 || got[0].at != start || got[1].at != start.Add(10*time.Minute) {
		t.Fatalf("%d requests", len(got))
	}
	first, second := bodyOf(t, got[0]), bodyOf(t, got[1])
	if first.Type != "page.sent" || first.Data.Summary != "Pay v2: Error rate is at 5 %" || first.Data.Who[0] != "Max Member" ||
		first.Data.Emails[0] != f.Member.Email || first.Data.Step != 1 || !strings.HasPrefix(first.Data.AcknowledgeURL, base+"/paged/") {
		t.Errorf("%+v", first)
	}
	if second.Data.Who[0] != "Otto Other" || second.Data.Step != 2 || second.Data.ID == first.Data.ID {
		t.Errorf("%+v", second)
	}
	// Opening the link, as a scanner does, changes nothing.
	secret := secretOf(first.Data.AcknowledgeURL)
	if a, err := f.Messages.OpenPage(t.Context(), secret); err != nil || a.State != message.Paging || a.People[0].ID != f.Member.ID {
		t.Errorf("%+v, %v", a, err)
	}
	a, err := f.Messages.Acknowledge(t.Context(), secret, 0)
	if err != nil || a.State != message.Seen || a.SeenBy != "Max Member" {
		t.Errorf("%+v, %v", a, err)
	}
	f.deliverFor(24 * time.Hour)
	p := f.pages()[0]
	if len(r.requests()) != 2 || p.State != message.Seen || p.SeenBy != "Max Member" || p.SeenAt != start.Add(11*time.Minute) ||
		len(p.Calls) != 2 || p.Calls[0].PagedAt != start || p.Calls[1].People[0] != "Otto Other" {
		t.Errorf("%d requests, %+v", len(r.requests()), p)
	}
	// A second acknowledgement changes nothing.
	if again, err := f.Messages.Acknowledge(t.Context(), secretOf(second.Data.AcknowledgeURL), 0); err != nil || again.SeenBy != "Max Member" {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestPageThatNobodySeesEndsUnanswered(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.onCall()
	s := f.withMail(t)
	r := f.receive(t, nil)
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: r.URL})
	f.page("Nobody answers")
	f.deliverFor(34 * time.Minute)
	if p := f.pages()[0]; p.State != message.Paging || len(p.Calls) != 3 {
		t.Errorf("%+v", p)
	}
	f.deliverFor(2 * time.Minute)
	if p := f.pages()[0]; p.State != message.Unanswered || !p.NextAt.IsZero() || len(r.requests()) != 3 {
		t.Errorf("%+v", p)
	}
	var to []string
	for _, m := range s.Mails() {
		to = append(to, m.To[0])
	}
	if strings.Join(to, " ") != "max@example.com otto@example.com lea@example.com" {
		t.Errorf("mails to %v", to)
	}
	f.OK(f.Messages.MarkSeen(f.As(f.Other), f.Launch.Slug, f.pages()[0].ID))
	if p := f.pages()[0]; p.State != message.Seen || p.SeenBy != "Otto Other" {
		t.Errorf("%+v", p)
	}
}

func TestPageSkipsStepsThatReachNobody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.OK(f.People.AddContact(f.As(f.Lead), people.Contact{Kind: people.ByPhone, Value: "+49 30 1234567"}, ""))
	r := f.receive(t, nil)
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: r.URL})
	f.page("Nobody is on call")
	f.deliverFor(time.Second)
	if got := r.requests(); len(got) != 1 || bodyOf(t, got[0]).Data.Who[0] != "Lea Lead" {
		t.Errorf("%+v", got)
	}
}

func TestPageThatWaitsForItsReceiverIsNotSentOnceItIsSeen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.onCall()
	r := f.receive(t, func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) })
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: r.URL})
	id := f.page("The pager is down")
	f.deliverFor(3 * time.Second)
	f.OK(f.Messages.MarkSeen(f.As(f.Lead), f.Launch.Slug, id))
	f.deliverFor(24 * time.Hour)
	if n := len(r.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestPagingIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, err := f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, nil, "Help", "")
	f.WantKind("without a connection", err, fault.KindInvalid)
	r := f.receive(t, nil)
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: r.URL})
	_, err = f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, nil, "Help", "")
	f.WantKind("when nobody can be reached", err, fault.KindInvalid)
	f.onCall()
	_, err = f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, nil, " ", "")
	f.WantKind("without a text", err, fault.KindInvalid)
	_, err = f.Messages.PageSomebody(f.As(f.Viewer), f.Launch.Slug, nil, "Help", "")
	f.WantKind("by a viewer", err, fault.KindForbidden)
	if n := f.Count("SELECT COUNT(*) FROM pages") + f.Count("SELECT COUNT(*) FROM outbox"); n != 0 {
		t.Errorf("%d rows", n)
	}
	first, err := f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, nil, "Help", "key")
	f.OK(err)
	second, err := f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, nil, "Help", "key")
	if err != nil || first != second {
		t.Errorf("the form that was sent twice pages twice: %d, %d, %v", first, second, err)
	}
	f.WantKind("a viewer says it was seen", f.Messages.MarkSeen(f.As(f.Viewer), f.Launch.Slug, first), fault.KindForbidden)
	_, err = f.Messages.OpenPage(t.Context(), "forged")
	f.WantKind("a forged link", err, fault.KindNotFound)
	_, err = f.Messages.Acknowledge(t.Context(), "forged", 0)
	f.WantKind("a forged link", err, fault.KindNotFound)
}

func TestPageOfATopicFollowsItsOwnEscalation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.onCall()
	topic, err := f.Roster.AddTopic(f.As(f.Lead), f.Launch.Slug, roster.TopicInput{Name: "Personal data",
		Steps: []roster.Step{{UserID: &f.Other.ID, Wait: 5}}}, "")
	f.OK(err)
	r := f.receive(t, nil)
	f.channel(message.Input{Kind: message.Page, Name: "Pager", Target: r.URL})
	_, err = f.Messages.PageSomebody(f.As(f.Lead), f.Launch.Slug, &topic.ID, "A leak", "")
	f.OK(err)
	f.deliverFor(time.Second)
	if got := r.requests(); len(got) != 1 || bodyOf(t, got[0]).Data.Who[0] != "Otto Other" {
		t.Errorf("%+v", got)
	}
}

func TestPageHasTheFormOfItsReceiver(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		format message.Format
		check  func(r request, v map[string]any) bool
	}{
		{message.PagerDuty, func(_ request, v map[string]any) bool {
			p, _ := v["payload"].(map[string]any)
			return v["routing_key"] == "key-1" && v["event_action"] == "trigger" && v["dedup_key"] != "" &&
				p["summary"] == "Pay v2: Help" && p["source"] == "T-Minus" && p["severity"] == "critical"
		}},
		{message.Opsgenie, func(r request, v map[string]any) bool {
			to, _ := v["responders"].([]any)
			return r.header.Get("Authorization") == "GenieKey key-1" && v["message"] == "Pay v2: Help" && v["priority"] == "P1" && len(to) == 1
		}},
		{message.Ntfy, func(r request, v map[string]any) bool {
			return r.header.Get("Authorization") == "Bearer key-1" && r.path == "/services/" && v["topic"] == "secret-token-1234" &&
				v["title"] == "Pay v2: Help" && v["priority"] == 5.0 && strings.HasPrefix(v["click"].(string), base+"/paged/")
		}},
	} {
		f := newFixture(t)
		f.onCall()
		r := f.receive(t, nil)
		f.channel(message.Input{Kind: message.Page, Name: "Pager", Format: tt.format, Target: r.URL, Secret: "key-1"})
		f.page("Help")
		f.deliverFor(time.Second)
		got := r.requests()
		var v map[string]any
		if len(got) != 1 || json.Unmarshal([]byte(got[0].body), &v) != nil || !tt.check(got[0], v) {
			t.Errorf("%s: %+v", tt.format, got)
		}
	}
}
