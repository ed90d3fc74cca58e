// Package audit has the page of the audit log for administrators.
package audit
