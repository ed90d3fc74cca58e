// Package people has the pages about people: the list, a person, teams, and the handover.
package people
