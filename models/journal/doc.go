// Package journal keeps the live log of a launch: what happened when, written by
// people and by the program. Nothing is edited; a correction is a new line.
package journal
