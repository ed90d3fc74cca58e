// Package journal has the page of the live log.
package journal
