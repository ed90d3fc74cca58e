package feedback

import (
	"context"

	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
)

// linkSources selects the links of reports with the status of their targets. An issue is done when
// the published version of its guide contains it.
const linkSources = `SELECT k.id, k.report_id, k.kind, k.target_id, k.anchor, COALESCE(d.title, '') AS title, '' AS slug,
	COALESCE(d.status, '') AS status,
		CASE WHEN d.id IS NULL OR d.archived_at IS NOT NULL THEN 1 ELSE 0 END AS gone, 0 AS head
	FROM feedback_links k LEFT JOIN deliverables d ON d.id = k.target_id WHERE k.kind = 'deliverable' AND k.report_id IN ?
	UNION ALL SELECT k.id, k.report_id, k.kind, k.target_id, k.anchor, COALESCE(v.title, ''), '',
		CASE WHEN v.closed_at IS NULL THEN 'open' ELSE 'closed' END, CASE WHEN v.id IS NULL THEN 1 ELSE 0 END, 0
	FROM feedback_links k LEFT JOIN risks v ON v.id = k.target_id WHERE k.kind = 'risk' AND k.report_id IN ?
	UNION ALL SELECT k.id, k.report_id, k.kind, k.target_id, k.anchor, COALESCE(g.title, ''), COALESCE(g.slug, ''),
		CASE WHEN p.content LIKE '%"id":"' || k.anchor || '"%' THEN 'published' ELSE 'draft' END,
		CASE WHEN g.id IS NULL OR g.archived_at IS NOT NULL OR h.content NOT LIKE '%"id":"' || k.anchor || '"%' THEN 1 ELSE 0 END,
		COALESCE(g.head, 0)
	FROM feedback_links k LEFT JOIN guides g ON g.id = k.target_id
		LEFT JOIN guide_revisions p ON p.guide_id = g.id AND p.number = g.published LEFT JOIN guide_revisions h ON h.guide_id = g.id
		AND h.number = g.head
	WHERE k.kind = 'guide' AND k.report_id IN ?`

// addLinks sets the links of reports, in one query.
func addLinks(g db.Reader, list []Report) error {
	if len(list) == 0 {
		return nil
	}
	place, ids := make(map[int64]int, len(list)), make([]int64, len(list))
	for i, r := range list {
		place[r.ID], ids[i] = i, r.ID
	}
	rows, err := g.Raw("SELECT * FROM ("+linkSources+") x ORDER BY id", ids, ids, ids).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k Link
		var status string
		var gone int
		if err := rows.Scan(&k.ID, &k.ReportID, &k.Kind, &k.TargetID, &k.Anchor, &k.Title, &k.Slug, &status, &gone, &k.Head); err != nil {
			return err
		}
		k.Gone = gone != 0
		k.Status, k.Done = targetStatus(k.Kind, status)
		r := &list[place[k.ReportID]]
		r.Links = append(r.Links, k)
	}
	return rows.Err()
}

// targetStatus returns the status of a link's target as shown to users, and whether it is done.
func targetStatus(kind LinkKind, status string) (words string, done bool) {
	switch kind {
	case ToDeliverable:
		s := launch.Status(status)
		return s.Label(), s.Finished()
	case ToRisk:
		if status == "closed" {
			return "Closed", true
		}
		return "Open", false
	}
	if status == "published" {
		return guide.Published.Label(), true
	}
	return "Not published yet", false
}

// maxLinkedReports is the maximum number of reports shown at a target. The issues of a guide share
// it.
const maxLinkedReports = 500

// Behind returns the reports that are linked to a target, newest first.
func (s *Store) Behind(ctx context.Context, kind LinkKind, target int64) ([]Report, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return reports(s.db.Read(ctx), "r.archived_at IS NULL AND r.id IN (SELECT report_id FROM feedback_links WHERE kind = ? AND target_id = ?)",
		"r.at DESC, r.id DESC", maxLinkedReports, 0, kind, target)
}
