// Package ritual has the pages of rituals: their cadence, a run with its steps, the comparison of
// two runs, and the parity table of staging and production.
package ritual
