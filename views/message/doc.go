// Package message has the pages of the connections through which messages are sent.
package message
