package handlerstest

const (
	HeadShown   = "#launch-states"
	HeadAlong   = "[data-hx-swap-oob='innerHTML:#launch-states']"
	CountShown  = "#readiness-count"
	CountAlong  = "[data-hx-swap-oob='innerHTML:#readiness-count']"
	CodeOfPetra = "SELECT CAST(bind_id AS TEXT) FROM criteria WHERE id = ?"
)
