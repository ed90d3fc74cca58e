// Package roster shows who is on call for a launch: now and next, what is wrong
// with the roster, a week as a grid and as a list, and the forms that mend it.
package roster
