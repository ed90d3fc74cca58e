package message_test

import (
	"strings"
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/message"
	"tminus/models/people"
)

func TestOnlyAdministratorsSeeAndChangeConnections(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: "https://hook.example.com/x"})
	for _, u := range []people.User{f.Lead, f.Viewer} {
		ctx := f.As(u)
		_, _, err := f.Messages.Create(ctx, message.Input{}, "")
		f.WantKind("create", err, fault.KindForbidden)
		f.WantKind("update", f.Messages.Update(ctx, id, message.Input{}, 1), fault.KindForbidden)
		_, err = f.Messages.Rotate(ctx, id, 1)
		f.WantKind("rotate", err, fault.KindForbidden)
		_, _, err = f.Messages.Remove(ctx, id, 1)
		f.WantKind("remove", err, fault.KindForbidden)
		_, err = f.Messages.Restore(ctx, id, 1)
		f.WantKind("restore", err, fault.KindForbidden)
		_, err = f.Messages.SendTest(ctx, id)
		f.WantKind("test", err, fault.KindForbidden)
		f.WantKind("send again", f.Messages.SendAgain(ctx, id, 1), fault.KindForbidden)
		_, err = f.Messages.List(ctx)
		f.WantKind("list", err, fault.KindForbidden)
		_, err = f.Messages.Get(ctx, id)
		f.WantKind("get", err, fault.KindForbidden)
		_, err = f.Messages.Form(ctx, id)
		f.WantKind("form", err, fault.KindForbidden)
		_, err = f.Messages.Deliveries(ctx, id)
		f.WantKind("deliveries", err, fault.KindForbidden)
	}
}

func TestConnectionIsCheckedBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, tt := range []struct {
		in    message.Input
		field string
	}{
		{message.Input{Kind: message.Chat, Target: "https://x.example/y"}, "name"},
		{message.Input{Name: "A", Target: "https://x.example/y"}, "kind"},
		{message.Input{Kind: message.Server, Name: "A", Target: "https://x.example/y"}, "kind"},
		{message.Input{Kind: message.Chat, Name: "A"}, "target"},
		{message.Input{Kind: message.Chat, Name: "A", Target: "ftp://x.example/y"}, "target"},
		{message.Input{Kind: message.Webhook, Name: "A", Target: "https://u:p@x.example/y"}, "target"},
		{message.Input{Kind: message.Email, Name: "A"}, "target"},
		{message.Input{Kind: message.Email, Name: "A", Target: "a@example.com, nobody"}, "target"},
		{message.Input{Kind: message.Page, Name: "A", Target: "https://x.example/y", Format: "telegraph"}, "format"},
		{message.Input{Kind: message.Page, Name: "A", Target: "https://x.example/y", Format: message.PagerDuty}, "secret"},
		{message.Input{Kind: message.Page, Name: "A", Target: "https://x.example/y", Format: message.Opsgenie, Secret: "a\r\nb"}, "secret"},
	} {
		_, _, err := f.Messages.Create(f.As(f.Admin), tt.in, "")
		fields := fault.FieldsOf(err)
		if len(fields) != 1 || fields[0].Name != tt.field {
			t.Errorf("%+v: %v", tt.in, err)
		}
	}
	f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: "https://x.example/y"})
	_, _, err := f.Messages.Create(f.As(f.Admin), message.Input{Kind: message.Chat, Name: "chat", Target: "https://x.example/y"}, "")
	if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "name" {
		t.Errorf("the same name again: %v", err)
	}
}

func TestAddressesAndTextsAreStoredSealed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id, secret := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: "https://hook.example.com/services/verysecret"})
	pager, _ := f.channel(message.Input{Kind: message.Page, Name: "Pager", Format: message.PagerDuty, Target: "https://events.example.com/v2",
		Secret: "routingkey"})
	f.enqueue(id, message.Message{Subject: "Link", Paragraphs: []string{"personal link"}})
	all := f.Text("SELECT body FROM outbox")
	for _, of := range []int64{id, pager} {
		all += f.Text("SELECT target || secret || old_secret FROM channels WHERE id = ?", of)
	}
	for _, s := range []string{"verysecret", "hook.example", secret, "routingkey", "personal link", "events"} {
		if strings.Contains(all, s) {
			t.Errorf("%s is stored readable", s)
		}
	}
	if c := f.get(id); c.Shown != "https://hook.example.com/…cret" {
		t.Error(c.Shown)
	}
	for _, of := range []int64{id, pager} {
		if in, err := f.Messages.Form(f.As(f.Admin), of); err != nil || in.Target != "" || in.Secret != "" {
			t.Errorf("the form has %+v, %v", in, err)
		}
	}
}

func TestRotatedSecretIsValidForADay(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	id, first := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: r.URL})
	second, err := f.Messages.Rotate(f.As(f.Admin), id, 1)
	if err != nil || second == first || second == "" {
		t.Fatalf("%q, %v", second, err)
	}
	_, err = f.Messages.Rotate(f.As(f.Admin), id, 1)
	f.WantKind("with the old version", err, fault.KindConflict)
	f.enqueue(id, message.Message{Subject: "1"})
	f.deliverFor(time.Minute)
	f.Clock.Advance(25 * time.Hour)
	f.enqueue(id, message.Message{Subject: "2"})
	f.deliverFor(time.Minute)
	got := r.requests()
	if len(got) != 2 || strings.Count(got[0].header.Get("webhook-signature"), "v1,") != 2 ||
		strings.Count(got[1].header.Get("webhook-signature"), "v1,") != 1 {
		t.Errorf("%+v", got)
	}
}

func TestEmptyFieldKeepsTheStoredAddressAndKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	id, _ := f.channel(message.Input{Kind: message.Page, Name: "Pager", Format: message.Opsgenie, Target: r.URL, Secret: "key-1"})
	f.OK(f.Messages.Update(f.As(f.Admin), id, message.Input{Name: "New name", Format: message.Opsgenie}, 1))
	old := f.Messages.Update(f.As(f.Admin), id, message.Input{Name: "X", Format: message.Opsgenie}, 1)
	f.WantKind("an old version", old, fault.KindConflict)
	if _, err := f.Messages.SendTest(f.As(f.Admin), id); err != nil {
		t.Fatal(err)
	}
	if got := r.requests(); len(got) != 1 || got[0].header.Get("Authorization") != "GenieKey key-1" {
		t.Errorf("%+v", got)
	}
	err := f.Messages.Update(f.As(f.Admin), id, message.Input{Name: "New name", Format: message.PagerDuty}, 2)
	if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "secret" {
		t.Errorf("another receiver with the old key: %v", err)
	}
}

func TestRemovedConnectionSendsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	id, _ := f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL})
	f.enqueue(id, message.Message{Subject: "1"})
	_, version, err := f.Messages.Remove(f.As(f.Admin), id, 1)
	f.OK(err)
	f.deliverFor(time.Hour)
	if len(r.requests()) != 0 || f.Text("SELECT state FROM outbox") != message.NotSent {
		t.Errorf("%d requests", len(r.requests()))
	}
	_, err = f.Messages.Get(f.As(f.Admin), id)
	f.WantKind("get", err, fault.KindNotFound)
	_, err = f.Messages.Restore(f.As(f.Admin), id, 1)
	f.WantKind("restore an old version", err, fault.KindConflict)
	_, err = f.Messages.Restore(f.As(f.Admin), id, version)
	f.OK(err)
	if _, err := f.Messages.SendTest(f.As(f.Admin), id); err != nil {
		t.Error(err)
	}
	_, version, err = f.Messages.Remove(f.As(f.Admin), id, version+1)
	f.OK(err)
	f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL}) // the name is free again
	_, err = f.Messages.Restore(f.As(f.Admin), id, version)
	f.WantKind("restore a name that is taken", err, fault.KindInvalid)
	f.Clock.Advance(25 * time.Hour)
	f.OK(f.Messages.Purge(f.System()))
	if f.Text("SELECT target FROM channels WHERE id = ?", id) != "" {
		t.Error("the address is kept")
	}
	_, err = f.Messages.Restore(f.As(f.Admin), id, version)
	f.WantKind("restore after a day", err, fault.KindNotFound)
}

func TestMailServerIsChangedOnlyInTheSettings(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	all, err := f.Messages.List(f.As(f.Admin))
	if err != nil || len(all) != 1 || all[0].Kind != message.Server || all[0].Shown != "" {
		t.Fatalf("%+v, %v", all, err)
	}
	id := all[0].ID
	f.WantKind("update", f.Messages.Update(f.As(f.Admin), id, message.Input{Name: "X"}, 1), fault.KindNotFound)
	_, _, err = f.Messages.Remove(f.As(f.Admin), id, 1)
	f.WantKind("remove", err, fault.KindNotFound)
	_, err = f.Messages.SendTest(f.As(f.Admin), id)
	f.WantKind("a test without a server", err, fault.KindInvalid)
	s := f.withMail(t)
	if _, err := f.Messages.SendTest(f.As(f.Admin), id); err != nil || len(s.Mails()) != 1 || s.Mails()[0].To[0] != f.Admin.Email {
		t.Errorf("%v, %+v", err, s.Mails())
	}
}

func TestDeliveryIsSentAgainWithItsID(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	id, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: r.URL})
	f.enqueue(id, message.Message{Subject: "1", Event: "x"})
	f.deliverFor(time.Minute)
	f.OK(f.Messages.SendAgain(f.As(f.Admin), id, f.deliveries(id)[0].ID))
	f.WantKind("twice", f.Messages.SendAgain(f.As(f.Admin), id, f.deliveries(id)[0].ID), fault.KindInvalid)
	f.deliverFor(time.Minute)
	if got := r.requests(); len(got) != 2 || got[0].header.Get("webhook-id") != got[1].header.Get("webhook-id") || got[0].body != got[1].body {
		t.Errorf("%+v", got)
	}
	other, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Other", Target: r.URL})
	f.WantKind("of another connection", f.Messages.SendAgain(f.As(f.Admin), other, f.deliveries(id)[0].ID), fault.KindNotFound)
}

func TestOldDeliveriesAreDeleted(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	id, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: r.URL})
	for range 210 {
		f.enqueue(id, message.Message{Subject: "1"})
	}
	f.deliverFor(time.Minute)
	f.enqueue(id, message.Message{Subject: "waits", NotBefore: f.Clock.Now().Add(time.Hour)})
	f.OK(f.Messages.Purge(f.System()))
	if n := f.Count("SELECT COUNT(*) FROM outbox"); n != 200 {
		t.Errorf("%d are kept", n)
	}
	f.Clock.Advance(31 * 24 * time.Hour)
	f.OK(f.Messages.Purge(f.System()))
	if n := f.Count("SELECT COUNT(*) FROM outbox"); n != 1 {
		t.Errorf("after a month %d are kept", n)
	}
}
