// Package roster has the pages of a launch's roster: who is on call now and next, its problems, a
// week as grid and list, and the forms that fix problems.
package roster
