package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/internal/ics"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	rota "tminus/models/roster"
	"tminus/views/account"
	"tminus/views/layout"
	"tminus/views/roster"
)

// feedFor is the context of whose secret address was asked for: a feed shows
// what they may read, whoever is signed in in that browser.
func (s *Server) feedFor(c echo.Context) (context.Context, error) {
	ctx := c.Request().Context()
	u, err := s.people.FeedOf(ctx, c.Param("token"))
	return db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role), Address: c.RealIP()}), err
}

// forFeed answers a program that has somebody's secret address as that person.
func (s *Server) forFeed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, err := s.feedFor(c)
		if err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(ctx))
		c.Response().Header().Set("X-Robots-Tag", "noindex, nofollow")
		return next(c)
	}
}

// sendFeed answers with a calendar, or with nothing when the program has it. key
// tells the feeds of one person apart; ctx is that of feedFor.
func (s *Server) sendFeed(ctx context.Context, c echo.Context, key, name string, events []ics.Event) error {
	events, err := s.people.TellFeed(ctx, key, events)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ics.Write(&b, name, events); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := c.Response().Header()
	h.Set("ETag", tag)
	h.Set("X-Robots-Tag", "noindex, nofollow")
	for _, have := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if have = strings.TrimPrefix(strings.TrimSpace(have), "W/"); have == tag || have == "*" {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", b.Bytes())
}

// myFeed is what the owner of the address has to do.
func (s *Server) myFeed(c echo.Context) error {
	ctx, err := s.feedFor(c)
	if err != nil {
		return err
	}
	items, err := s.launches.MyFeed(ctx)
	if err != nil {
		return err
	}
	slots, err := s.roster.MyFeed(ctx)
	if err != nil {
		return err
	}
	events := append(s.itemEvents(items, func(it launch.FeedItem) string {
		role := "reviewer"
		if it.Owned {
			role = "owner"
		}
		return fmt.Sprintf("%s (%s) · %s", it.Title, role, it.LaunchName)
	}), s.shiftEvents(slots, func(sl rota.FeedSlot) string {
		return fmt.Sprintf("On call: %s · %s", sl.Role.Label(), sl.Launch.Name)
	})...)
	return s.sendFeed(ctx, c, "me", "T-Minus: "+db.ActorOf(ctx).Name, events)
}

// launchFeed is T, all deliverables and all shifts of one launch.
func (s *Server) launchFeed(c echo.Context) error {
	ctx, err := s.feedFor(c)
	if err != nil {
		return err
	}
	slug, ok := strings.CutSuffix(c.Param("file"), ".ics")
	if !ok {
		return fault.NotFound("calendar")
	}
	l, err := s.launches.Launch(ctx, slug)
	if err != nil {
		return err
	}
	days, err := s.launches.FeedLaunches(ctx, l.ID)
	if err != nil {
		return err
	}
	items, err := s.launches.LaunchFeed(ctx, l.ID)
	if err != nil {
		return err
	}
	events := append(s.launchEvents(days), s.itemEvents(items, func(it launch.FeedItem) string {
		if it.OwnerName == "" {
			return it.Title + " (no owner)"
		}
		return fmt.Sprintf("%s (owner %s)", it.Title, it.OwnerName)
	})...)
	slots, err := s.roster.LaunchFeed(ctx, l.ID)
	if err != nil {
		return err
	}
	events = append(events, s.shiftEvents(slots, func(sl rota.FeedSlot) string {
		return fmt.Sprintf("On call: %s (%s)", sl.Name, sl.Role.Label())
	})...)
	return s.sendFeed(ctx, c, "launch "+strconv.FormatInt(l.ID, 10), l.Name+" · T-Minus", events)
}

// calendarFeed is the organisation's calendar: T of every launch, and its events.
func (s *Server) calendarFeed(c echo.Context) error {
	ctx, err := s.feedFor(c)
	if err != nil {
		return err
	}
	days, err := s.launches.FeedLaunches(ctx, 0)
	if err != nil {
		return err
	}
	events, err := s.calendar.Feed(ctx)
	if err != nil {
		return err
	}
	return s.sendFeed(ctx, c, "calendar", "Calendar · T-Minus", append(s.launchEvents(days), s.calendarEvents(events)...))
}

// launchLasts is how long T stands in a calendar.
const launchLasts = 1 // hour

func (s *Server) launchEvents(list []launch.FeedLaunch) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, l := range list {
		at := l.LaunchAt.In(l.Location())
		out = append(out, ics.Event{
			UID:      fmt.Sprintf("launch-%d-%d@t-minus", l.ID, l.CreatedAt.UnixMilli()),
			Sequence: l.Version - 1, Modified: l.UpdatedAt.Time, Start: at, End: at.Add(launchLasts * 3600e9),
			Summary: fmt.Sprintf("Launch: %s (lead %s)", l.Name, l.LeadName), Description: "State: " + l.State.Label(),
			URL: s.opt.BaseURL + "/launches/" + l.Slug, Cancelled: l.State == launch.Cancelled, Busy: true,
		})
	}
	return out
}

func (s *Server) itemEvents(list []launch.FeedItem, title func(launch.FeedItem) string) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, it := range list {
		e := ics.Event{
			UID:      fmt.Sprintf("deliverable-%d-%d@t-minus", it.ID, it.Made.UnixMilli()),
			Sequence: it.Edits, Modified: it.Modified, Summary: title(it), Cancelled: it.Cancelled(),
			Description: it.Kind.Label() + ", " + strings.ToLower(it.Status.Label()) + "\n" + it.LaunchName,
			URL:         fmt.Sprintf("%s/launches/%s/deliverables/%d", s.opt.BaseURL, it.LaunchSlug, it.ID),
		}
		loc, err := civil.Zone(it.Zone)
		if it.DueTime.IsZero() || err != nil {
			e.Day = it.DueOn
		} else {
			at, _ := civil.Instant(it.DueOn, it.DueTime, loc)
			e.Start = at.In(loc)
		}
		out = append(out, e)
	}
	return out
}

// shiftEvents are stretches on call. They block nobody's time: who is on call works.
func (s *Server) shiftEvents(list []rota.FeedSlot, title func(rota.FeedSlot) string) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, sl := range list {
		loc := sl.Launch.Location()
		out = append(out, ics.Event{
			UID:      fmt.Sprintf("shift-%d-%d-%d@t-minus", sl.Entry, sl.Made.UnixMilli(), sl.Part),
			Sequence: sl.Edits, Modified: sl.Modified, Summary: title(sl), Description: "On-call roster of " + sl.Launch.Name,
			URL:   s.opt.BaseURL + roster.Path(sl.Launch.Slug) + "?week=" + civil.Of(sl.From, loc).String(),
			Start: sl.From.In(loc), End: sl.To.In(loc),
		})
	}
	return out
}

// feedsShown bounds for how many launches the addresses are listed.
const feedsShown = 30

// makeFeed makes the secret address, and leads to the page that shows it.
func (s *Server) makeFeed(c echo.Context) error {
	secret, err := s.people.NewFeed(c.Request().Context())
	if err != nil {
		return err
	}
	return s.showOnce(c, "/me/feeds", secret)
}

// madeFeedPage shows the new address, once.
func (s *Server) madeFeedPage(c echo.Context) error {
	list, err := s.launches.FeedLaunches(c.Request().Context(), 0)
	if err != nil {
		return err
	}
	secret := s.takeOnce(c, func(secret string) bool {
		_, err := s.people.FeedOf(c.Request().Context(), secret)
		return err == nil
	})
	if secret == "" {
		return s.shownBefore(c, profilePath+"#feeds")
	}
	vm := account.FeedVM{Base: s.opt.BaseURL + "/feeds/" + secret}
	for _, l := range list {
		if l.State.Open() && len(vm.Launches) < feedsShown {
			vm.Launches = append(vm.Launches, [2]string{l.Slug, l.Name})
		}
	}
	return s.render(c, http.StatusOK, account.Feeds(s.shell(c, "Calendar feeds · Profile", ""), vm))
}

func (s *Server) revokeFeed(c echo.Context) error {
	if err := s.people.RevokeFeed(c.Request().Context()); err != nil {
		return err
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Your calendar addresses do not work any more."})
	return seeOther(c, profilePath+"#feeds")
}
