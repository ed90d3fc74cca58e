package journal

import (
	"context"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

const lineColumns = `SELECT j.*, COALESCE(u.name, '') AS by_name, COALESCE(c.seq, 0) AS corrected_by, COALESCE(o.seq, 0) AS corrects_seq
	FROM journal_lines j LEFT JOIN users u ON u.id = j.by_id LEFT JOIN journal_lines c ON c.corrects_id = j.id
	LEFT JOIN journal_lines o ON o.id = j.corrects_id `

func lineOf(g db.Reader, launchID, id int64) (Line, error) {
	var lines []Line
	err := g.Raw(lineColumns+"WHERE j.launch_id = ? AND j.id = ?", launchID, id).Scan(&lines).Error
	if err == nil && len(lines) == 0 {
		err = fault.NotFound("line in this log")
	}
	if err != nil {
		return Line{}, err
	}
	return lines[0], nil
}

// Line returns a line of a launch. It returns NotFound.
func (s *Store) Line(ctx context.Context, l launch.Launch, id int64) (Line, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Line{}, err
	}
	return lineOf(s.db.Read(ctx), l.ID, id)
}

// where returns the condition of a filter and its values.
func (f Filter) where(launchID int64) (string, []any) {
	cond, args := "WHERE j.launch_id = ?", []any{launchID}
	if f.Kind != "" {
		cond, args = cond+" AND j.kind = ?", append(args, f.Kind)
	}
	if f.ByID != 0 {
		cond, args = cond+" AND j.by_id = ?", append(args, f.ByID)
	}
	if f.Starred {
		cond += " AND j.starred"
	}
	if f.Text != "" {
		cond, args = cond+` AND j.search_text LIKE ? ESCAPE '\'`, append(args, db.Like(fold.Text(f.Text)))
	}
	return cond, args
}

// List returns a page of a log, the latest first, by the time at which things happened.
func (s *Store) List(ctx context.Context, l launch.Launch, f Filter) (p Page, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return p, err
	}
	g := s.db.Read(ctx)
	cond, args := f.where(l.ID)
	if err = g.Raw("SELECT COUNT(*) FROM journal_lines j "+cond, args...).Scan(&p.Found).Error; err != nil {
		return p, err
	}
	p.Pages = max(1, (p.Found+PageSize-1)/PageSize)
	p.Page = min(max(f.Page, 1), p.Pages)
	if p.Found > 0 {
		err = g.Raw(lineColumns+cond+" ORDER BY j.happened_at DESC, j.seq DESC LIMIT ? OFFSET ?",
			append(args, PageSize, (p.Page-1)*PageSize)...).Scan(&p.Lines).Error
		if err != nil {
			return p, err
		}
	}
	if err = g.Raw("SELECT COUNT(*) FROM journal_lines WHERE launch_id = ?", l.ID).Scan(&p.Known).Error; err != nil || p.Known == 0 {
		return p, err
	}
	err = g.Raw(`SELECT u.id, u.name FROM users u WHERE EXISTS (SELECT 1 FROM journal_lines j WHERE j.by_id = u.id AND j.launch_id = ?)
		ORDER BY u.name, u.id`, l.ID).Scan(&p.Writers).Error
	return p, err
}

// Export returns all lines of a filter in the order in which things happened.
func (s *Store) Export(ctx context.Context, l launch.Launch, f Filter) (lines []Line, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	cond, args := f.where(l.ID)
	err = s.db.Read(ctx).Raw(lineColumns+cond+" ORDER BY j.happened_at, j.seq", args...).Scan(&lines).Error
	return lines, err
}
