package handlers_test

import (
	"net/url"
	"strings"
	"testing"
)

// Without JavaScript, pages alone do the same.
func TestGuideSearchAndReplyWithoutScript(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	p := v.Get("/guides?q=" + url.QueryEscape("too many"))
	if p.Find(".guide-found a").Length() == 0 {
		t.Error("nothing is found")
	}
	form := v.Get(notificationsGuide).Find(".guide-reply form").First()
	values := filled(form)
	values.Set("blank1", "Zoë <b>")
	p = v.Get(notificationsGuide + "?" + values.Encode())
	if text := p.Find(".guide-reply .guide-say").First().Text(); !strings.HasPrefix(text, "Hello Zoë <b>,") {
		t.Errorf("the reply reads %q", text)
	}
}
