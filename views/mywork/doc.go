// Package mywork shows everything that waits for a person, in all launches.
package mywork
