package gonogo

// BindDecision binds a deliverable or a check to the recorded decision about a launch.
const BindDecision = "decision"
