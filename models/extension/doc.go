// Package extension keeps deadline extensions: somebody asks for a later date
// past a freeze, the launch's lead grants or refuses it.
package extension
