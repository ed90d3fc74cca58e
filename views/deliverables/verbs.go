package deliverables

// verbs say what an action of the audit log did, after the name of who did it
// and before what it was done to.
var verbs = map[string]string{
	"deliverable.created": "added", "deliverable.updated": "edited", "deliverable.removed": "removed", "deliverable.restored": "put back",
	"deliverable.status": "changed the status of", "deliverable.rescheduled": "moved", "deliverable.moved with T": "moved T, and with it",
	"deliverable.imported": "imported", "deliverable.owner": "changed the owner of", "deliverable.handed over": "handed over",
	"comment.added": "commented on", "comment.edited": "edited a comment on", "comment.deleted": "deleted a comment on", "comment.restored": "put back a comment on",
	"launch.created": "made the launch", "launch.updated": "edited the launch", "launch.moved": "moved T of", "launch.move undone": "took back the move of T of",
	"launch.state": "changed the state of", "launch.handed over": "handed over a part of", "launch.role": "filled a role of", "launch.role shared": "handed over what waited for a role of",
	"risk.created": "named", "risk.updated": "edited", "risk.rescored": "scored anew", "risk.accepted": "accepted", "risk.acceptance ended": "took back the acceptance of",
	"risk.closed": "closed", "risk.reopened": "opened again", "risk.mitigation linked": "linked a mitigation to", "risk.mitigation unlinked": "unlinked a mitigation from", "risk.handed over": "handed over",
	"ritual.added": "added the ritual", "ritual.updated": "edited the ritual", "ritual.removed": "removed the ritual", "ritual.restored": "put back the ritual",
	"run.started": "began a run of", "run.noted": "noted a step of the run of", "run.finished": "finished a run of", "run.dropped": "dropped a run of", "run.reopened": "opened again a run of", "run.updated": "edited a run of",
	"parity.added": "added to the parity table:", "parity.updated": "edited in the parity table:", "parity.removed": "removed from the parity table:", "parity.restored": "put back into the parity table:",
	"exception.asked": "asked for a later date for", "exception.granted": "granted an exception for", "exception.refused": "refused an exception for", "exception.withdrawn": "withdrew the exception for",
	"service use.added": "named the service", "service use.updated": "said what the launch touches of", "service use.removed": "took off the service", "service use.restored": "named again the service",
	"run task.added": "added to the run sheet", "run task.updated": "edited on the run sheet", "run task.removed": "took off the run sheet", "run task.restored": "put back on the run sheet",
	"run task.done": "did", "run task.not done": "had not done", "run task.moved": "changed the place of", "run task.shifted": "shifted the run sheet from",

	"criterion.added": "added to the decision:", "criterion.updated": "edited in the decision:", "criterion.removed": "took out of the decision:", "criterion.restored": "put back into the decision:",
	"criterion.moved": "changed the place of", "criterion.signed off": "signed off", "criterion.not met": "said is not met:", "criterion.unsigned": "took back the sign-off of",
	"criterion.raised": "raised", "criterion.cleared": "cleared", "criterion.waived": "waived", "criterion.waiver taken back": "took back the waiver of", "criterion.handed over": "handed over",
	"question.added": "added the question", "question.updated": "edited the question", "question.removed": "removed the question", "question.restored": "put back the question",
	"question.answered": "answered", "question.taken back": "took back an answer to", "question.flag accepted": "accepted the red flag of",
	"question.acceptance withdrawn": "took back the acceptance of the red flag of", "question.handed over": "handed over",
	"check.added": "added the check", "check.updated": "edited the check", "check.removed": "removed the check", "check.restored": "put back the check", "check.moved": "changed the place of",
	"check.done": "ticked off", "check.na": "said does not apply:", "check.failed": "said has failed:", "check.open": "opened again", "check.put back": "put back as it was:", "check.handed over": "handed over",
	"checklist.added": "added the checklist", "checklist.updated": "edited the checklist", "checklist.removed": "removed the checklist", "checklist.restored": "put back the checklist", "checklist.moved": "changed the place of",
	"meeting.planned": "planned", "meeting.updated": "edited", "meeting.cancelled": "cancelled", "meeting.restored": "called on again", "meeting.recorded": "recorded the decision of",
	"meeting.voted": "voted in", "meeting.vote recorded": "recorded a vote in",
	"meeting.run sheet confirmed": "confirmed the run sheet in", "meeting.run sheet not confirmed": "took back the confirmation of the run sheet in",
	"meeting.participant added": "added a participant to", "meeting.participant changed": "changed a participant of", "meeting.participant removed": "took a participant off",
	"meeting.condition added": "added a condition to", "meeting.condition changed": "changed a condition of", "meeting.condition removed": "removed a condition of",
	"meeting.condition met": "met a condition of", "meeting.condition not met": "opened again a condition of",
	"override.taken": "overrode the missing go of",
}
