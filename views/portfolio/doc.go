// Package portfolio shows all launches: as a list, on a shared time axis, and in a month.
package portfolio
