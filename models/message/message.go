package message

import (
	"time"
)

// Message is a message to be queued. The channel decides which parts are used.
type Message struct {
	// Key identifies the message: it is queued once for each channel and receiver. "" is a new one.
	Key string
	// Event is what is reported, such as "stage.started".
	Event      string
	Subject    string
	Paragraphs []string
	// Link is a path on this server, and Label its text.
	Link, Label string
	// Why says why the receiver gets it.
	Why     string
	ReplyTo string
	// Thread is the same for messages that belong together.
	Thread string
	// Unsubscribe is a path that ends such messages with one POST.
	Unsubscribe string
	// Data is what a webhook contains.
	Data map[string]any
	// Call is set for a page.
	Call *Call
	// NotBefore and ExpiresAt limit when it is sent; zero is now, and a day after that.
	NotBefore, ExpiresAt time.Time
}

// content is the stored body of a message. Addresses in it are absolute.
type content struct {
	Subject     string         `json:"subject"`
	Paragraphs  []string       `json:"paragraphs,omitempty"`
	Link        string         `json:"link,omitempty"`
	Label       string         `json:"label,omitempty"`
	Why         string         `json:"why,omitempty"`
	ReplyTo     string         `json:"reply_to,omitempty"`
	Thread      string         `json:"thread,omitempty"`
	Unsubscribe string         `json:"unsubscribe,omitempty"`
	Data        map[string]any `json:"data,omitempty"`
	Call        *Call          `json:"call,omitempty"`
	At          time.Time      `json:"at"`
}

// lifetime is the time for which a message without an expiry is worth sending.
const lifetime = 24 * time.Hour

// waits are the waits before each attempt.
var waits = []time.Duration{0, 5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour}

// Delivery states.
const (
	Waiting   = "waiting"
	Sent      = "sent"
	Failed    = "failed"
	Overtaken = "overtaken"
	NotSent   = "off"
)

const (
	// giveUp is the time of uninterrupted failure after which a channel is off.
	giveUp = 5 * 24 * time.Hour
	// askedToWait is the wait after 429 without Retry-After, maxAsked the longest that a receiver can ask for.
	askedToWait = 30 * time.Second
	maxAsked    = time.Hour
)

// pace is how many messages of a channel are sent in one turn, and the time until the next turn.
type pace struct {
	turn int
	wait time.Duration
}

func (k Kind) pace() pace {
	switch k {
	case Chat:
		return pace{1, time.Second}
	case Server, Email:
		return pace{20, time.Second}
	}
	return pace{40, 0}
}

// result is the outcome of one attempt.
type result struct {
	ok bool
	// final means that another attempt is of no use.
	final bool
	// busy means that the receiver asked to wait, for the time in wait.
	busy     bool
	wait     time.Duration
	status   int
	reason   string
	response string
}

// next returns the state of a message after an attempt, and when it is sent again if it is Waiting. attempts
// includes this one.
func (r result) next(attempts int, now, expires time.Time) (state string, at time.Time) {
	switch {
	case r.ok:
		return Sent, time.Time{}
	case r.busy:
		at = now.Add(r.wait)
	case r.final || attempts >= len(waits):
		return Failed, time.Time{}
	default:
		at = now.Add(waits[attempts])
	}
	if !at.Before(expires) {
		return Overtaken, time.Time{}
	}
	return Waiting, at
}

// answered returns the result of an HTTP status.
func answered(status int, retryAfter time.Duration) result {
	r := result{status: status}
	switch {
	case status >= 200 && status < 300:
		r.ok = true
	case status == 429:
		r.busy, r.wait, r.reason = true, askedToWait, "The receiver asked to wait."
		if retryAfter > 0 {
			r.wait = min(retryAfter, maxAsked)
		}
	case status >= 300 && status < 400:
		r.reason = "The receiver redirected to another address. Enter that one: redirects are not followed."
	case status == 404 || status == 410:
		r.final, r.reason = true, "The receiver does not know this address."
	case status == 401 || status == 403:
		r.final, r.reason = true, "The receiver does not accept the key or the address."
	case status >= 400 && status < 500:
		r.final, r.reason = true, "The receiver does not accept the message."
	default:
		r.reason = "The receiver has a problem of its own."
	}
	return r
}
