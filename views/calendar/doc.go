// Package calendar has the pages of the organisation's calendar: the month as grid and list, the
// page and the form of an event, and the import of a calendar file.
package calendar
