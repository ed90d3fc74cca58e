// Command tminus serves T-Minus: one place in which a launch is planned,
// decided, rolled out and learned from.
package main

func main() {}
