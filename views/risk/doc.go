// Package risk has the pages of the risk register: the matrix and the ranked list of one or all
// launches, a risk with its course, and its form.
package risk
