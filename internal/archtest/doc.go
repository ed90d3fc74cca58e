// Package archtest checks the rules of docs/decisions/0007-shape.md: which package may import
// which. Its test reads the imports of every Go file.
package archtest
