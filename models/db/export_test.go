package db

// ErrRaced makes Write run its function again.
var ErrRaced = errRaced
