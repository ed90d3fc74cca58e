// Package move has the page for moving T: the new date, what moves with it, collisions, and what
// stays.
package move
