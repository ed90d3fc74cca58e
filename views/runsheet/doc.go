// Package runsheet has the pages of the run sheet: for planning and completing tasks, and for
// printing.
package runsheet
