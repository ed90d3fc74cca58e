// Package launch has the pages for creating launches.
package launch
