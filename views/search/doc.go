// Package search shows the results among launches, deliverables, services, calendar events, reports
// and people.
package search
