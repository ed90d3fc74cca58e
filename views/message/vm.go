package message

import (
	"fmt"
	"strconv"
	"time"

	"tminus/internal/words"
	"tminus/models/message"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ListVM is the page of all connections.
type ListVM struct {
	Channels []message.Channel
	Mail     bool
	Form     ui.Form // a refused test
	Zone     string
}

// sentence counts the connections that work.
func (vm ListVM) sentence() string {
	used, failing := 0, 0
	for _, c := range vm.Channels {
		if c.Kind == message.Server && !vm.Mail {
			continue
		}
		used++
		if c.State != message.OK {
			failing++
		}
	}
	switch {
	case used == 0:
		return "Nothing is sent"
	case failing == 1:
		return "1 connection does not work"
	case failing > 1:
		return fmt.Sprintf("%d connections do not work", failing)
	}
	return words.Count(used, "connection")
}

func (vm ListVM) line() string {
	if vm.Mail {
		return "E-mails, chat messages, webhooks and pages leave T-Minus here."
	}
	if len(vm.Channels) <= 1 {
		return "There is no mail server in the settings and no connection, so T-Minus sends no messages at all."
	}
	return "There is no mail server in the settings, so no e-mails are sent."
}

// PageVM is the page of one connection.
type PageVM struct {
	Channel    message.Channel
	Deliveries []message.Delivery
	Mail       bool
	Form       ui.Form // a refused action
	Zone       string
	Now        time.Time
}

// FormVM is the form of a connection, new without an id.
type FormVM struct {
	ID      int64
	Stored  message.Input
	Form    ui.Form
	Key     string
	Version int
}

func (vm FormVM) kind() message.Kind {
	if vm.ID == 0 && vm.Form.Has("kind") {
		return message.Kind(vm.Form.Val("kind"))
	}
	return vm.Stored.Kind
}

// Heading returns the title of the form.
func (vm FormVM) Heading() string {
	if vm.ID == 0 {
		return "Add connection"
	}
	return "Edit " + vm.Stored.Name
}

func (vm FormVM) action() string {
	if vm.ID == 0 {
		return paths.Connections()
	}
	return paths.Connection(vm.ID, "edit")
}

func (vm FormVM) back() string {
	if vm.ID == 0 {
		return paths.Connections()
	}
	return paths.Connection(vm.ID)
}

func (vm FormVM) version() string {
	if v := vm.Form.Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(vm.Version)
}

var kindHints = map[message.Kind]string{
	message.Chat:    "A channel of Slack, Mattermost or another chat, by its incoming webhook.",
	message.Email:   "A list of addresses that get each message.",
	message.Webhook: "Another program, with signed requests.",
	message.Page:    "Wakes up who is on call, through PagerDuty, Opsgenie, ntfy or a program of your own.",
}

func kindOptions() []ui.Option {
	var out []ui.Option
	for _, k := range message.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label(), Hint: kindHints[k]})
	}
	return out
}

func formatOptions() []ui.Option {
	var out []ui.Option
	for _, f := range message.Formats {
		out = append(out, ui.Option{Value: string(f), Label: f.Label()})
	}
	return out
}

// keepsTarget is the hint of a secret address that is stored.
func (vm FormVM) keepsTarget() string {
	if vm.ID == 0 {
		return ""
	}
	return "Leave it empty to keep the present one, which is secret."
}

// health describes the state of a channel.
func health(c message.Channel, mail bool, zone string) (ui.Mark, string) {
	loc := format.Zone(zone)
	switch {
	case c.Kind == message.Server && !mail:
		return ui.MarkSkipped, "Not set up"
	case c.Kind == message.Email && !mail:
		return ui.MarkAtRisk, "Waits for a mail server"
	case c.State == message.Off:
		return ui.MarkBlocked, "Off after five days of failures"
	case c.State == message.Failing && !c.FailSince.IsZero():
		return ui.MarkBlocked, "Failing since " + format.ShortMoment(c.FailSince.Time, loc)
	case c.State == message.Failing:
		return ui.MarkBlocked, "Failing"
	case c.LastOKAt.IsZero():
		return ui.MarkNotStarted, "Not used yet"
	}
	return ui.MarkDone, "Working"
}

// moment returns an instant, or "Never".
func moment(t time.Time, zone string) string {
	if t.IsZero() {
		return "Never"
	}
	return format.ShortMoment(t, format.Zone(zone))
}

func waiting(n int) string { return words.Plural(n, "message", "messages") + " waiting" }

// outcome describes a delivery.
func (vm PageVM) outcome(d message.Delivery) (ui.Mark, string) {
	at := func(t time.Time) string { return format.ShortMoment(t, format.Zone(vm.Zone)) }
	switch d.State {
	case message.Sent:
		return ui.MarkDone, "Sent " + at(d.SentAt.Time)
	case message.Failed:
		return ui.MarkBlocked, "Failed"
	case message.Overtaken:
		return ui.MarkSkipped, "Overtaken: not sent in time"
	case message.NotSent:
		return ui.MarkSkipped, "Not sent: the connection was off"
	}
	if d.NextAt.After(vm.Now) {
		return ui.MarkInProgress, "Next attempt " + at(d.NextAt.Time)
	}
	return ui.MarkInProgress, "Being sent"
}

func attempts(n int) string { return words.Plural(n, "attempt", "attempts") }

// resendable reports whether a delivery can be sent again.
func (vm PageVM) resendable(d message.Delivery) bool {
	return d.State != message.Waiting && d.Event != "test" && vm.Channel.Kind != message.Email && vm.Channel.Kind != message.Server
}

// SecretVM is the page that shows a signing secret once.
type SecretVM struct {
	Channel message.Channel
	Secret  string
}
