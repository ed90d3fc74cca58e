package audit

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/internal/enum"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Entry is an entry of the audit log.
type Entry = db.Entry

// Change is a changed field of an entry.
type Change = db.Change

// HistoryKind is a group of entries in a launch's history, for filtering.
type HistoryKind string

// The kinds of history.
const (
	HistoryStatus   HistoryKind = "status"
	HistoryDates    HistoryKind = "dates"
	HistoryContent  HistoryKind = "content"
	HistoryComments HistoryKind = "comments"
	HistoryRisks    HistoryKind = "risks"
	HistoryLaunch   HistoryKind = "launch"
)

var historyKindLabels = enum.Labels[HistoryKind]{
	{HistoryStatus, "Status"},
	{HistoryDates, "Dates"},
	{HistoryContent, "Deliverables added, edited, removed"},
	{HistoryComments, "Comments"},
	{HistoryRisks, "Risks"},
	{HistoryLaunch, "The launch itself"},
}

// HistoryKinds lists the kinds in the order on screen.
var HistoryKinds = historyKindLabels.Values()

// Label returns the name of the kind on screen.
func (k HistoryKind) Label() string { return historyKindLabels.LabelOr(k, "The launch itself") }

// where returns the condition for the kind on the audit log.
func (k HistoryKind) where() string {
	switch k {
	case HistoryStatus:
		return "action IN ('deliverable.status', 'launch.state')"
	case HistoryDates:
		return "action IN ('deliverable.rescheduled', 'deliverable.moved with T', 'launch.moved', 'launch.move undone')"
	case HistoryContent:
		return "action IN ('deliverable.created', 'deliverable.updated', 'deliverable.removed', 'deliverable.restored')"
	case HistoryComments:
		return "action LIKE 'comment.%'"
	case HistoryRisks:
		return "entity = 'risk'"
	}
	return "entity = 'launch'"
}

// HistoryFilter selects a part of a launch's history; the zero value selects the first page of all
// of it.
type HistoryFilter struct {
	ActorID int64
	Kind    HistoryKind
	Page    int
}

// HistoryPage is one page of a history, newest first.
type HistoryPage struct {
	Entries     []Entry
	Page, Pages int
	// Actors are the people in the history of the launch, by name.
	Actors []people.User
}

const historyPerPage = 50

// LaunchHistory returns the history of a launch and its records. It returns NotFound.
func (s *Store) LaunchHistory(ctx context.Context, slug string, f HistoryFilter) (HistoryPage, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return HistoryPage{}, err
	}
	g := s.db.Read(ctx)
	h, err := historyPage(f.Page, func() *gorm.DB {
		q := g.Table("audit_log").Where("launch_id = ?", l.ID)
		if f.ActorID != 0 {
			q = q.Where("actor_id = ?", f.ActorID)
		}
		if slices.Contains(HistoryKinds, f.Kind) {
			q = q.Where(f.Kind.where())
		}
		return q
	})
	if err != nil {
		return h, err
	}
	err = g.Raw("SELECT id, name FROM users WHERE id IN (SELECT actor_id FROM audit_log WHERE launch_id = ?) ORDER BY name, id",
		l.ID).Scan(&h.Actors).Error
	return h, err
}

// HistoryOf returns the history of a record. The caller checks that the record belongs to its
// launch.
func (s *Store) HistoryOf(ctx context.Context, entity string, id int64, page int) (HistoryPage, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return HistoryPage{}, err
	}
	return historyPage(page, func() *gorm.DB {
		return s.db.Read(ctx).Table("audit_log").Where("entity = ? AND entity_id = ?", entity, id)
	})
}

// historyPage returns a page of the entries of query, the last one for a page after it. It makes one
// query for a page that exists.
func historyPage(page int, query func() *gorm.DB) (HistoryPage, error) {
	page = max(1, page)
	var rows []struct {
		db.Entry
		Total int64
	}
	err := query().Select("audit_log.*, COUNT(*) OVER () AS total").Order("id DESC").
		Limit(historyPerPage).Offset((page - 1) * historyPerPage).Scan(&rows).Error
	if err != nil {
		return HistoryPage{}, err
	}
	if len(rows) == 0 && page > 1 {
		var total int64
		if err := query().Count(&total).Error; err != nil {
			return HistoryPage{}, err
		}
		return historyPage(historyPages(total), query)
	}
	h := HistoryPage{Page: page, Pages: 1}
	for _, r := range rows {
		h.Pages = historyPages(r.Total)
		h.Entries = append(h.Entries, r.Entry)
	}
	return h, nil
}

func historyPages(total int64) int { return max(1, int((total+historyPerPage-1)/historyPerPage)) }
