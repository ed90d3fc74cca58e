package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/internal/pace"
)

// routes lists every address there is.
func (s *Server) routes(e *echo.Echo) {
	e.GET("/healthz", s.healthz)
	e.GET("/readyz", s.readyz)
	e.GET("/static/*", s.staticFiles())

	// Everybody, signed in or not.
	open := e.Group("", s.authenticate)
	open.GET("/", s.home)
	open.GET("/setup", s.setupPage)
	open.POST("/setup", s.setup)
	open.GET("/login", s.loginPage)
	open.POST("/login", s.login)
	open.POST("/login/sample", s.loginSample)
	open.POST("/logout", s.logout)
	open.GET("/link/:token", s.linkPage)
	open.POST("/link/:token", s.useLink)
	// Stakeholders acknowledge a date by a personal link, without an account.
	slowly := s.slowly(pace.New(ackTries, ackWindow))
	open.GET("/ack/:token", s.ackPage, slowly)
	open.POST("/ack/:token", s.acknowledge, slowly)

	// Calendar feeds: who has the secret address reads what its owner may.
	open.GET("/feeds/:token/me.ics", s.myFeed)
	open.GET("/feeds/:token/calendar.ics", s.calendarFeed)
	open.GET("/feeds/:token/launches/:file", s.launchFeed)

	in := e.Group("", s.authenticate, s.signedInOnly)
	// Seeing: all launches, one of them, my work, and finding things.
	in.GET("/launches", s.portfolio)
	in.GET("/launches/:slug", s.overview)
	in.GET("/me", s.myWork)
	in.POST("/me/mentions/seen", s.seeMentions)
	in.GET("/search", s.search)

	// Templates: everybody reads them, administrators edit them.
	in.GET("/templates", s.templateList)
	in.GET("/templates/new", s.newTemplatePage)
	in.POST("/templates", s.addTemplate)
	in.GET("/templates/:key", s.templatePage)
	in.GET("/templates/:key/file", s.templateFile)
	in.POST("/templates/:key/copy", s.copyTemplate)
	in.POST("/templates/:key/archive", s.archiveTemplate)
	in.GET("/templates/:key/edit", s.templateTablePage)
	in.POST("/templates/:key/edit", s.saveTemplateTable)
	in.GET("/templates/:key/source", s.templateSourcePage)
	in.POST("/templates/:key/source", s.saveTemplateSource)

	// A new launch, in two steps.
	in.GET("/launches/new", s.newLaunchPage)
	in.POST("/launches/new", s.planLaunch)
	in.POST("/launches", s.createLaunch)

	in.GET("/launches/:slug/timeline", s.timeline)

	// Deliverables.
	in.GET("/launches/:slug/deliverables/new", s.newDeliverablePage)
	in.POST("/launches/:slug/deliverables", s.addDeliverable)
	in.GET("/launches/:slug/deliverables/:id", s.deliverablePage)
	in.POST("/launches/:slug/deliverables/:id", s.updateDeliverable)
	in.GET("/launches/:slug/deliverables/:id/edit", s.editDeliverablePage)
	in.POST("/launches/:slug/deliverables/:id/remove", s.removeDeliverable)
	in.POST("/launches/:slug/deliverables/:id/restore", s.restoreDeliverable)
	in.POST("/launches/:slug/deliverables/:id/comments", s.addComment)
	in.POST("/launches/:slug/deliverables/:id/comments/:comment", s.editComment)
	in.POST("/launches/:slug/deliverables/:id/comments/:comment/delete", s.deleteComment)
	in.POST("/launches/:slug/deliverables/:id/comments/:comment/restore", s.restoreComment)
	in.GET("/launches/:slug/history", s.launchHistory)
	in.GET("/launches/:slug/deliverables/:id/status", s.statusPage)
	in.POST("/launches/:slug/deliverables/:id/status", s.setStatus)

	// Readiness: may it launch, and if not, what is missing and who has it.
	in.GET("/launches/:slug/readiness", s.readiness)
	in.GET("/launches/:slug/readiness/criteria/new", s.newCriterionPage)
	in.POST("/launches/:slug/readiness/criteria", s.addCriterion)
	in.GET("/launches/:slug/readiness/criteria/:id", s.criterionPage)
	in.POST("/launches/:slug/readiness/criteria/:id/sign", s.signCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/waive", s.waiveCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/unwaive", s.unwaiveCriterion)
	in.GET("/launches/:slug/readiness/criteria/:id/edit", s.editCriterionPage)
	in.POST("/launches/:slug/readiness/criteria/:id/edit", s.editCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/remove", s.removeCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/restore", s.restoreCriterion)
	in.POST("/launches/:slug/readiness/criteria/:id/move", s.moveCriterion)

	// The risk register.
	in.GET("/risks", s.allRisks)
	in.GET("/launches/:slug/risks", s.riskRegister)
	in.GET("/launches/:slug/risks/new", s.newRiskPage)
	in.POST("/launches/:slug/risks", s.addRisk)
	in.GET("/launches/:slug/risks/:id", s.riskPage)
	in.POST("/launches/:slug/risks/:id", s.updateRisk)
	in.GET("/launches/:slug/risks/:id/edit", s.editRiskPage)
	in.POST("/launches/:slug/risks/:id/score", s.rescoreRisk)
	in.POST("/launches/:slug/risks/:id/mitigations", s.linkMitigation)
	in.POST("/launches/:slug/risks/:id/mitigations/:item/remove", s.unlinkMitigation)
	in.POST("/launches/:slug/risks/:id/accept", s.acceptRisk)
	in.POST("/launches/:slug/risks/:id/acceptance/end", s.endAcceptance)
	in.POST("/launches/:slug/risks/:id/close", s.closeRisk)
	in.POST("/launches/:slug/risks/:id/reopen", s.reopenRisk)

	// Go/no-go: meetings, votes, conditions, and what was decided.
	in.GET("/launches/:slug/meetings", s.meetings)
	in.GET("/launches/:slug/meetings/new", s.newMeetingPage)
	in.POST("/launches/:slug/meetings", s.planMeeting)
	in.GET("/launches/:slug/meetings/:id", s.meeting)
	in.GET("/launches/:slug/meetings/:id/edit", s.editMeetingPage)
	in.POST("/launches/:slug/meetings/:id", s.editMeeting)
	in.GET("/launches/:slug/meetings/:id/record", s.recordPage)
	in.POST("/launches/:slug/meetings/:id/record", s.recordDecision)
	in.GET("/launches/:slug/override", s.overridePage)
	in.POST("/launches/:slug/override", s.override)
	in.POST("/launches/:slug/meetings/:id/cancel", s.cancelMeeting)
	in.POST("/launches/:slug/meetings/:id/sheet", s.confirmSheet)
	in.POST("/launches/:slug/meetings/:id/seats", s.addSeat)
	in.GET("/launches/:slug/meetings/:id/seats/:seat", s.seatPage)
	in.POST("/launches/:slug/meetings/:id/seats/:seat", s.editSeat)
	in.POST("/launches/:slug/meetings/:id/seats/:seat/remove", s.removeSeat)
	in.POST("/launches/:slug/meetings/:id/seats/:seat/vote", s.voteAt)
	in.POST("/launches/:slug/meetings/:id/conditions", s.addCondition)
	in.GET("/launches/:slug/meetings/:id/conditions/:condition", s.conditionPage)
	in.POST("/launches/:slug/meetings/:id/conditions/:condition", s.editCondition)
	in.POST("/launches/:slug/meetings/:id/conditions/:condition/remove", s.removeCondition)
	in.POST("/launches/:slug/meetings/:id/conditions/:condition/met", s.meetCondition)

	// Exceptions: later dates past a freeze.
	in.GET("/launches/:slug/exceptions", s.exceptions)
	in.POST("/launches/:slug/exceptions", s.askException)
	in.GET("/launches/:slug/exceptions/new", s.newExceptionPage)
	in.GET("/launches/:slug/exceptions/:id", s.exceptionPage)
	in.POST("/launches/:slug/exceptions/:id/decide", s.decideException)
	in.POST("/launches/:slug/exceptions/:id/withdraw", s.withdrawException)
	in.POST("/me/exceptions/seen", s.seeExceptions)

	// The run sheet of launch day.
	in.GET("/launches/:slug/runsheet", s.runSheet)
	in.POST("/launches/:slug/runsheet", s.addRunTask)
	in.GET("/launches/:slug/runsheet/new", s.newRunTaskPage)
	in.GET("/launches/:slug/runsheet/:id", s.runTaskPage)
	in.POST("/launches/:slug/runsheet/:id", s.editRunTask)
	in.POST("/launches/:slug/runsheet/:id/done", s.doRunTask)
	in.POST("/launches/:slug/runsheet/:id/move", s.moveRunTask)
	in.GET("/launches/:slug/runsheet/:id/shift", s.shiftRunTasksPage)
	in.POST("/launches/:slug/runsheet/:id/shift", s.shiftRunTasks)
	in.POST("/launches/:slug/runsheet/:id/remove", s.removeRunTask)

	// Stakeholders: who must know the date, and who does.
	in.GET("/launches/:slug/stakeholders", s.stakeholderList)
	in.POST("/launches/:slug/stakeholders", s.addStakeholder)
	in.GET("/launches/:slug/stakeholders/new", s.newStakeholderPage)
	in.GET("/launches/:slug/stakeholders/paste", s.pastePage)
	in.POST("/launches/:slug/stakeholders/paste", s.pasteStakeholders)
	in.POST("/launches/:slug/stakeholders/paste/undo", s.unpasteStakeholders)
	in.GET("/launches/:slug/stakeholders/:id", s.stakeholderPage)
	in.POST("/launches/:slug/stakeholders/:id", s.updateStakeholder)
	in.GET("/launches/:slug/stakeholders/:id/edit", s.editStakeholderPage)
	in.POST("/launches/:slug/stakeholders/:id/link", s.askStakeholder)
	in.POST("/launches/:slug/stakeholders/:id/link/revoke", s.revokeStakeholderLink)
	in.POST("/launches/:slug/stakeholders/:id/told", s.tellStakeholder)
	in.POST("/launches/:slug/stakeholders/:id/acknowledged", s.recordAcknowledgement)
	in.POST("/launches/:slug/stakeholders/:id/notices/:notice/back", s.takeNoticeBack)
	in.POST("/launches/:slug/stakeholders/:id/remove", s.removeStakeholder)
	in.POST("/launches/:slug/stakeholders/:id/restore", s.restoreStakeholder)

	// Import from a table, and export.
	in.GET("/launches/:slug/export.csv", s.exportCSV)
	in.GET("/launches/:slug/export.json", s.exportJSON)
	in.GET("/launches/:slug/import", s.importPage)
	in.POST("/launches/:slug/import", s.importTable)
	in.POST("/launches/:slug/imports/:id/undo", s.undoImport)

	// The audit log.
	in.GET("/audit", s.auditPage)
	in.GET("/audit.csv", s.auditExport)

	// A launch's own settings.
	in.GET("/launches/:slug/edit", s.editLaunchPage)
	in.POST("/launches/:slug/edit", s.editLaunch)
	in.POST("/launches/:slug/state", s.setLaunchState)
	in.GET("/launches/:slug/roles/:key", s.rolePage)
	in.POST("/launches/:slug/roles/:key", s.fillRole)

	// What of a launch meets the calendar, and was accepted.
	in.GET("/launches/:slug/collisions", s.collisionList)
	in.POST("/launches/:slug/collisions", s.acceptCollision)
	in.POST("/launches/:slug/collisions/:id/back", s.takeCollisionBack)

	// Moving T.
	in.GET("/launches/:slug/move", s.movePage)
	in.POST("/launches/:slug/move", s.moveLaunch)
	in.POST("/launches/:slug/moves/:id/undo", s.undoMove)

	// People.
	in.GET("/people", s.peopleList)
	in.GET("/people/new", s.newPersonPage)
	in.POST("/people", s.createPerson)
	in.GET("/people/teams", s.teamsPage)
	in.POST("/people/teams", s.addTeam)
	in.POST("/people/teams/:id", s.renameTeam)
	in.POST("/people/teams/:id/move", s.moveTeam)
	in.POST("/people/teams/:id/archive", s.archiveTeam)
	in.GET("/people/:id", s.person)
	in.GET("/people/:id/edit", s.editPersonPage)
	in.POST("/people/:id/edit", s.editPerson)
	in.GET("/people/:id/deactivate", s.deactivatePage)
	in.POST("/people/:id/deactivate", s.deactivate)
	in.POST("/people/:id/reactivate", s.reactivatePerson)
	in.POST("/people/:id/link", s.makeLink)
	in.POST("/people/:id/links/revoke", s.revokeLinks)
	in.GET("/people/:id/reach", s.reachPage)
	in.POST("/people/:id/contacts", s.addContact)
	in.POST("/people/:id/contacts/:contact/up", s.preferContact)
	in.POST("/people/:id/contacts/:contact/remove", s.removeContact)
	in.POST("/people/:id/absences", s.addAbsence)
	in.POST("/people/:id/absences/:absence/remove", s.removeAbsence)

	// One's own profile.
	in.GET("/me/profile", s.profilePage)
	in.POST("/me/profile", s.saveProfile)
	in.POST("/me/contacts", s.addContact)
	in.POST("/me/contacts/:contact/up", s.preferContact)
	in.POST("/me/contacts/:contact/remove", s.removeContact)
	in.POST("/me/absences", s.addAbsence)
	in.POST("/me/absences/:absence/remove", s.removeAbsence)
	in.POST("/me/feeds", s.makeFeed)
	in.POST("/me/feeds/revoke", s.revokeFeed)
	in.POST("/me/password", s.changePassword)
	in.POST("/me/sessions/:id/end", s.endSession)
	in.POST("/me/sessions/end", s.signOutEverywhere)

	// Rituals, their runs, and what staging and production have each.
	in.GET("/launches/:slug/rituals", s.ritualsPage)
	in.POST("/launches/:slug/rituals", s.addRitual)
	in.GET("/launches/:slug/rituals/new", s.newRitualPage)
	in.GET("/launches/:slug/rituals/:id", s.ritualPage)
	in.POST("/launches/:slug/rituals/:id", s.editRitual)
	in.GET("/launches/:slug/rituals/:id/edit", s.editRitualPage)
	in.GET("/launches/:slug/rituals/:id/compare", s.comparePage)
	in.POST("/launches/:slug/rituals/:id/runs", s.runNow)
	in.POST("/launches/:slug/rituals/:id/remove", s.removeRitual)
	in.POST("/launches/:slug/rituals/:id/restore", s.restoreRitual)
	in.GET("/launches/:slug/runs/:id", s.runPage)
	in.POST("/launches/:slug/runs/:id", s.editRun)
	in.POST("/launches/:slug/runs/:id/start", s.startRun)
	in.POST("/launches/:slug/runs/:id/steps/:step", s.noteStep)
	in.POST("/launches/:slug/runs/:id/finish", s.finishRun)
	in.POST("/launches/:slug/runs/:id/drop", s.dropRun)
	in.POST("/launches/:slug/runs/:id/reopen", s.reopenRun)
	in.GET("/launches/:slug/parity", s.parityPage)
	in.POST("/launches/:slug/parity", s.addParity)
	in.POST("/launches/:slug/parity/:id", s.editParity)
	in.POST("/launches/:slug/parity/:id/remove", s.removeParity)
	in.POST("/launches/:slug/parity/:id/restore", s.restoreParity)

	// The technical interview.
	in.GET("/launches/:slug/interview", s.interviewPage)
	in.POST("/launches/:slug/interview", s.addQuestion)
	in.GET("/launches/:slug/interview/new", s.newQuestionPage)
	in.POST("/launches/:slug/interview/:id", s.answerQuestion)
	in.POST("/launches/:slug/interview/:id/back", s.takeAnswerBack)
	in.POST("/launches/:slug/interview/:id/accept", s.acceptFlag)
	in.POST("/launches/:slug/interview/:id/withdraw", s.withdrawAcceptance)
	in.GET("/launches/:slug/interview/:id/owner", s.whomPage)
	in.POST("/launches/:slug/interview/:id/owner", s.askWhom)
	in.GET("/launches/:slug/interview/:id/edit", s.editQuestionPage)
	in.POST("/launches/:slug/interview/:id/edit", s.editQuestion)
	in.POST("/launches/:slug/interview/:id/remove", s.removeQuestion)
	in.POST("/launches/:slug/interview/:id/restore", s.restoreQuestion)

	// Checklists and their items.
	in.GET("/launches/:slug/checklists", s.checklistsPage)
	in.POST("/launches/:slug/checklists", s.addList)
	in.GET("/launches/:slug/checklists/new", s.newListPage)
	in.POST("/launches/:slug/checklists/several", s.setChecks)
	in.POST("/launches/:slug/checklists/back", s.putChecksBack)
	in.GET("/launches/:slug/checklists/:id/edit", s.editListPage)
	in.POST("/launches/:slug/checklists/:id/edit", s.editList)
	in.POST("/launches/:slug/checklists/:id/remove", s.removeList)
	in.POST("/launches/:slug/checklists/:id/restore", s.restoreList)
	in.POST("/launches/:slug/checklists/:id/up", s.listUp)
	in.POST("/launches/:slug/checklists/:id/down", s.listDown)
	in.GET("/launches/:slug/checklists/:id/add", s.newItemPage)
	in.POST("/launches/:slug/checklists/:id/add", s.addItem)
	in.GET("/launches/:slug/checks/:id/state", s.checkStatePage)
	in.POST("/launches/:slug/checks/:id/state", s.setCheck)
	in.GET("/launches/:slug/checks/:id/edit", s.editItemPage)
	in.POST("/launches/:slug/checks/:id/edit", s.editItem)
	in.POST("/launches/:slug/checks/:id/remove", s.removeItem)
	in.POST("/launches/:slug/checks/:id/restore", s.restoreItem)
	in.POST("/launches/:slug/checks/:id/up", s.itemUp)
	in.POST("/launches/:slug/checks/:id/down", s.itemDown)

	// Guides that support reads.
	in.GET("/guides", s.guideList)
	in.GET("/guides/:guide", s.guidePage)
	in.GET("/guides/misses", s.guideMisses)
	in.POST("/guides/misses", s.guideMissed)
	in.POST("/guides/:guide/answers", s.answerGuide)
	in.POST("/guides/:guide/answers/:id/settle", s.settleNote)
	in.GET("/launches/:slug/guides", s.launchGuides)

	// The organisation's calendar.
	in.GET("/calendar", s.calendarPage)
	in.GET("/calendar/import", s.calendarImportPage)
	in.POST("/calendar/import", s.importCalendar)
	in.POST("/calendar/imports/:id/undo", s.undoCalendarImport)
	in.POST("/calendar/events", s.addEvent)
	in.GET("/calendar/events/new", s.newEventPage)
	in.GET("/calendar/events/:id", s.eventPage)
	in.POST("/calendar/events/:id", s.updateEvent)
	in.GET("/calendar/events/:id/edit", s.editEventPage)
	in.POST("/calendar/events/:id/remove", s.removeEvent)
	in.POST("/calendar/events/:id/restore", s.restoreEvent)

	// Who is on call.
	in.GET("/oncall", s.onCall)
	in.GET("/oncall.json", s.onCallEverywhereJSON)
	in.GET("/launches/:slug/oncall.json", s.onCallLaunchJSON)
	in.GET("/launches/:slug/roster", s.rosterPage)
	in.POST("/launches/:slug/roster", s.addEntry)
	in.GET("/launches/:slug/roster/new", s.newEntryPage)
	in.GET("/launches/:slug/roster/rota", s.rotaPage)
	in.POST("/launches/:slug/roster/rota", s.addRota)
	in.POST("/launches/:slug/roster/changes/:id/undo", s.undoRosterChange)
	in.POST("/launches/:slug/roster/take", s.takeOver)
	in.POST("/launches/:slug/roster/along", s.moveAlong)
	in.GET("/launches/:slug/roster/window", s.windowPage)
	in.POST("/launches/:slug/roster/window", s.setWindow)
	in.GET("/launches/:slug/roster/escalation", s.escalationPage)
	in.POST("/launches/:slug/roster/escalation", s.setEscalation)
	in.GET("/launches/:slug/roster/handover", s.handoverPage)
	in.POST("/launches/:slug/roster/handover", s.leaveHandover)
	in.POST("/launches/:slug/roster/handover/:id", s.acceptHandover)
	in.POST("/launches/:slug/roster/swaps/:id", s.answerSwap)
	in.GET("/launches/:slug/roster/:id", s.editEntryPage)
	in.POST("/launches/:slug/roster/:id", s.updateEntry)
	in.POST("/launches/:slug/roster/:id/remove", s.removeEntry)
	in.GET("/launches/:slug/roster/:id/swap", s.swapPage)
	in.POST("/launches/:slug/roster/:id/swap", s.askSwap)

	// Services: what launches depend on, and who could open their links.
	in.GET("/services", s.serviceList)
	in.POST("/services", s.addService)
	in.GET("/services/new", s.newServicePage)
	in.GET("/services/:id", s.servicePage)
	in.POST("/services/:id", s.updateService)
	in.GET("/services/:id/edit", s.editServicePage)
	in.POST("/services/:id/archive", s.archiveService)
	in.POST("/services/:id/restore", s.restoreService)
	in.POST("/services/:id/links/:link/try", s.tryLink)
	in.POST("/services/:id/checks/:check/back", s.takeCheckBack)
	in.GET("/launches/:slug/services", s.launchServices)
	in.POST("/launches/:slug/services", s.nameServices)
	in.GET("/launches/:slug/services/new", s.nameServicesPage)
	in.POST("/launches/:slug/services/undo", s.unnameServices)
	in.GET("/launches/:slug/services/:id/edit", s.editUsePage)
	in.POST("/launches/:slug/services/:id", s.updateUse)
	in.POST("/launches/:slug/services/:id/remove", s.dropUse)
	in.POST("/launches/:slug/services/:id/restore", s.bringUseBack)

	// The timeline's rows: dates and owner, in a dialog or on a page of their own.
	in.GET("/launches/:slug/deliverables/:id/menu", s.rowMenu)
	in.GET("/launches/:slug/deliverables/:id/dates", s.datesPage)
	in.POST("/launches/:slug/deliverables/:id/dates", s.reschedule)
	in.GET("/launches/:slug/deliverables/:id/owner", s.ownerPage)
	in.POST("/launches/:slug/deliverables/:id/owner", s.setOwner)
}

// healthz says that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz says that the database answers too.
func (s *Server) readyz(c echo.Context) error {
	if err := s.db.Ping(c.Request().Context()); err != nil {
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return c.String(http.StatusOK, "ok\n")
}
