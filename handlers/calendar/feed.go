package calendar

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

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/internal/ics"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	rota "tminus/models/roster"
	"tminus/views/account"
	"tminus/views/layout"
	"tminus/views/paths"
)

// sendFeed sends a calendar, or 304 if the client has it. key distinguishes the feeds of one
// person; ctx is that of FeedContext.
func (h *Handler) sendFeed(ctx context.Context, c echo.Context, key, name string, events []ics.Event) error {
	events, err := h.People.UpdateFeed(ctx, key, events)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ics.Write(&b, name, events); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	headers := c.Response().Header()
	headers.Set("ETag", tag)
	headers.Set("X-Robots-Tag", "noindex, nofollow")
	for _, have := range strings.Split(c.Request().Header.Get("If-None-Match"), ",") {
		if have = strings.TrimPrefix(strings.TrimSpace(have), "W/"); have == tag || have == "*" {
			return c.NoContent(http.StatusNotModified)
		}
	}
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", b.Bytes())
}

// myFeed sends the work of the feed's owner.
func (h *Handler) myFeed(c echo.Context) error {
	ctx, err := h.FeedContext(c)
	if err != nil {
		return err
	}
	items, err := h.calendar.MyFeed(ctx)
	if err != nil {
		return err
	}
	slots, err := h.roster.MyFeed(ctx)
	if err != nil {
		return err
	}
	events := append(h.itemEvents(items, func(it calendar.FeedItem) string {
		role := "reviewer"
		if it.Owned {
			role = "owner"
		}
		return fmt.Sprintf("%s (%s) · %s", it.Title, role, it.LaunchName)
	}), h.shiftEvents(slots, func(sl rota.FeedSlot) string {
		return fmt.Sprintf("On call: %s · %s", sl.Role.Label(), sl.Launch.Name)
	})...)
	return h.sendFeed(ctx, c, "me", "T-Minus: "+db.ActorOf(ctx).Name, events)
}

// launchFeed sends T, all deliverables and all shifts of a launch.
func (h *Handler) launchFeed(c echo.Context) error {
	ctx, err := h.FeedContext(c)
	if err != nil {
		return err
	}
	slug, ok := strings.CutSuffix(c.Param("file"), ".ics")
	if !ok {
		return fault.NotFound("calendar")
	}
	l, err := h.launches.Launch(ctx, slug)
	if err != nil {
		return err
	}
	days, err := h.calendar.FeedLaunches(ctx, l.ID)
	if err != nil {
		return err
	}
	items, err := h.calendar.LaunchFeed(ctx, l.ID)
	if err != nil {
		return err
	}
	events := append(h.launchEvents(days), h.itemEvents(items, func(it calendar.FeedItem) string {
		if it.OwnerName == "" {
			return it.Title + " (no owner)"
		}
		return fmt.Sprintf("%s (owner %s)", it.Title, it.OwnerName)
	})...)
	slots, err := h.roster.LaunchFeed(ctx, l.ID)
	if err != nil {
		return err
	}
	events = append(events, h.shiftEvents(slots, func(sl rota.FeedSlot) string {
		return fmt.Sprintf("On call: %s (%s)", sl.Name, sl.Role.Label())
	})...)
	return h.sendFeed(ctx, c, "launch "+strconv.FormatInt(l.ID, 10), l.Name+" · T-Minus", events)
}

// calendarFeed sends the organisation's calendar: T of every launch, and its events.
func (h *Handler) calendarFeed(c echo.Context) error {
	ctx, err := h.FeedContext(c)
	if err != nil {
		return err
	}
	days, err := h.calendar.FeedLaunches(ctx, 0)
	if err != nil {
		return err
	}
	events, err := h.calendar.Feed(ctx)
	if err != nil {
		return err
	}
	return h.sendFeed(ctx, c, "calendar", "Calendar · T-Minus", append(h.launchEvents(days), h.calendarEvents(events)...))
}

// launchLasts is the length of T in a calendar.
const launchLasts = 1 // hour

func (h *Handler) launchEvents(list []calendar.FeedLaunch) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, l := range list {
		at := l.LaunchAt.In(l.Location())
		out = append(out, ics.Event{
			UID:      fmt.Sprintf("launch-%d-%d@t-minus", l.ID, l.CreatedAt.UnixMilli()),
			Sequence: l.Version - 1, Modified: l.UpdatedAt.Time, Start: at, End: at.Add(launchLasts * 3600e9),
			Summary: fmt.Sprintf("Launch: %s (lead %s)", l.Name, l.LeadName), Description: "State: " + l.State.Label(),
			URL: h.Options.BaseURL + paths.Launch(l.Slug), Cancelled: l.State == launch.Cancelled, Busy: true,
		})
	}
	return out
}

func (h *Handler) itemEvents(list []calendar.FeedItem, title func(calendar.FeedItem) string) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, it := range list {
		e := ics.Event{
			UID:      fmt.Sprintf("deliverable-%d-%d@t-minus", it.ID, it.Made.UnixMilli()),
			Sequence: it.Edits, Modified: it.Modified, Summary: title(it), Cancelled: it.Cancelled(),
			Description: it.Kind.Label() + ", " + strings.ToLower(it.Status.Label()) + "\n" + it.LaunchName,
			URL:         h.Options.BaseURL + paths.Deliverable(it.LaunchSlug, it.ID),
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

// shiftEvents returns the on-call periods. They do not block time, because people on call can work.
func (h *Handler) shiftEvents(list []rota.FeedSlot, title func(rota.FeedSlot) string) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, sl := range list {
		loc := sl.Launch.Location()
		out = append(out, ics.Event{
			UID:      fmt.Sprintf("shift-%d-%d-%d@t-minus", sl.Entry, sl.Made.UnixMilli(), sl.Part),
			Sequence: sl.Edits, Modified: sl.Modified, Summary: title(sl), Description: "On-call roster of " + sl.Launch.Name,
			URL:   h.Options.BaseURL + paths.Roster(sl.Launch.Slug) + "?week=" + civil.Of(sl.From, loc).String(),
			Start: sl.From.In(loc), End: sl.To.In(loc),
		})
	}
	return out
}

// feedsShown is the maximum number of launches whose feeds are listed.
const feedsShown = 30

// makeFeed creates the secret link, and redirects to the page that shows it.
func (h *Handler) makeFeed(c echo.Context) error {
	secret, err := h.People.NewFeed(c.Request().Context())
	if err != nil {
		return err
	}
	return h.ShowOnce(c, paths.Me("feeds"), secret)
}

// madeFeedPage shows the new link once.
func (h *Handler) madeFeedPage(c echo.Context) error {
	list, err := h.calendar.FeedLaunches(c.Request().Context(), 0)
	if err != nil {
		return err
	}
	secret := h.TakeOnce(c, func(secret string) bool {
		_, err := h.People.FeedOf(c.Request().Context(), secret)
		return err == nil
	})
	if secret == "" {
		return h.ShownBefore(c, paths.Profile()+"#feeds")
	}
	vm := account.FeedVM{Base: h.Options.BaseURL + paths.Feeds(secret)}
	for _, l := range list {
		if l.State.Open() && len(vm.Launches) < feedsShown {
			vm.Launches = append(vm.Launches, [2]string{l.Slug, l.Name})
		}
	}
	return h.Render(c, http.StatusOK, account.Feeds(h.Shell(c, "Calendar feeds · Profile", ""), vm))
}

func (h *Handler) revokeFeed(c echo.Context) error {
	if err := h.People.RevokeFeed(c.Request().Context()); err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Your calendar addresses do not work any more."})
	return web.SeeOther(c, paths.Profile()+"#feeds")
}
