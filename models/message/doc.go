// Package message sends messages to the outside: e-mails, chat messages, webhooks and pages. A message is queued in the
// transaction of what it reports, and delivered by a job, at least once and never after it expires.
package message
