// Package collision shows the collisions of a launch with the calendar: of T, its deliverables and
// shifts, and with other launches on the same critical services; and who accepted them and why.
package collision
