// Package readiness answers whether a launch may go: the technical interview
// and its red flags, checklists, rituals run against staging and production,
// GO criteria and NO-GO conditions, exceptions to freezes, and the go/no-go
// meeting with what it decided. Nothing here is typed in that can be worked out
// from live state.
package readiness
