// Package extension has the pages of deadline extensions: requests, decisions and results.
package extension
