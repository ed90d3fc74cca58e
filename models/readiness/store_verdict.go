package readiness

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// Verdict returns the present verdict on a launch. Returns NotFound.
func (s *Store) Verdict(ctx context.Context, slug string) (Verdict, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Verdict{}, err
	}
	all, err := s.Verdicts(ctx, l)
	return all[l.ID], err
}

// Verdicts returns the verdicts on loaded launches by their ids. The number of
// queries does not grow with them.
func (s *Store) Verdicts(ctx context.Context, launches ...launch.Launch) (map[int64]Verdict, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	if len(launches) != 1 {
		return verdictsOf(s.db.Read(ctx), launches, s.db.Now())
	}
	return db.Remember(ctx, verdictKey(launches[0].ID), func() (map[int64]Verdict, error) {
		r := newReading(s.db.Read(ctx), launches, s.db.Now())
		r.once = s.db
		r.ctx = ctx
		return r.verdicts()
	})
}

// verdictKey is the key of the verdict on one launch, which a request computes once.
type verdictKey int64

// Judge implements gonogo.Judge.
func (s *Store) Judge(tx *db.Tx, l launch.Launch) (gonogo.Readiness, error) {
	return s.forDecision(tx.Reader, l, tx.Now.Time)
}

// ForDecision returns how ready a launch is, as a go/no-go decision is recorded on it. It returns Forbidden.
func (s *Store) ForDecision(ctx context.Context, l launch.Launch) (gonogo.Readiness, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return gonogo.Readiness{}, err
	}
	if !l.State.Ahead() {
		return s.forDecision(s.db.Read(ctx), l, s.db.Now())
	}
	// The page has read both already, or needs fewer queries for them.
	verdicts, err := s.Verdicts(ctx, l)
	if err != nil {
		return gonogo.Readiness{}, err
	}
	list, err := s.Open(ctx, l)
	return list.addTo(verdicts[l.ID].ForDecision()), err
}

func (s *Store) forDecision(g db.Reader, l launch.Launch, now time.Time) (gonogo.Readiness, error) {
	f, err := s.openFacts(g, l, now)
	if err != nil {
		return gonogo.Readiness{}, err
	}
	return openList(f, now).addTo(assess(f, now).ForDecision()), nil
}

func verdictsOf(g db.Reader, launches []launch.Launch, now time.Time) (map[int64]Verdict, error) {
	if len(launches) == 0 {
		return map[int64]Verdict{}, nil
	}
	return newReading(g, launches, now).verdicts()
}

// reading collects the facts of some launches. It scans by hand, since every
// page of a launch needs it.
type reading struct {
	g        db.Reader
	now      time.Time
	launches []launch.Launch
	ids      []int64
	of       map[int64]*facts
	// once is set where the roster and the guides may be shared with the page that a request builds: for
	// one launch, outside a transaction.
	once *db.DB
	ctx  context.Context
}

func newReading(g db.Reader, launches []launch.Launch, now time.Time) *reading {
	r := &reading{g: g, now: now, launches: launches, of: make(map[int64]*facts, len(launches))}
	for _, l := range launches {
		r.ids = append(r.ids, l.ID)
		r.of[l.ID] = &facts{launch: l, launchID: l.ID, launchOn: l.LaunchOn, loc: l.Location(), present: stakeholder.DayOf(l)}
	}
	return r
}

// verdicts reads the facts and assesses them, by launch.
func (r *reading) verdicts() (map[int64]Verdict, error) {
	for _, step := range []func() error{r.criteria, r.tallies, r.questions, r.risks, r.stakeholders, r.rosters, r.guides, r.decisions} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]Verdict, len(r.of))
	for id, f := range r.of {
		out[id] = assess(*f, r.now)
	}
	return out, nil
}

func (r *reading) each(query string, take func(rows *sql.Rows) error, args ...any) error {
	rows, err := r.g.Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// criteriaQuery reads each criterion with the thing that it follows, when that
// exists in the same launch.
const criteriaQuery = `SELECT c.id, c.launch_id, c.kind, c.title, c.owner_id, COALESCE(o.name, ''),
		CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END,
	c.bind, c.bind_id, c.bind_rule, c.environment, c.renew_minutes, c.evidence, c.sign, c.sign_note, COALESCE(s.name, ''), c.signed_by,
		c.signed_at,
	COALESCE(w.name, ''), c.waived_at, c.waive_reason, c.position, c.version,
	` + factColumns + `
	FROM criteria c
	LEFT JOIN users o ON o.id = c.owner_id LEFT JOIN users s ON s.id = c.signed_by LEFT JOIN users w ON w.id = c.waived_by
	` + factJoins + `
	WHERE c.launch_id IN ? AND c.archived_at IS NULL ORDER BY c.launch_id, c.kind, c.position, c.id`

// factColumns are the columns of the record of factJoins, and the number of risks ever registered for what follows them.
const factColumns = `COALESCE(d.id, k.id, l.id, r.id, 0), COALESCE(d.title, k.title, l.name, r.name, ''), COALESCE(d.status, k.state, ''),
	COALESCE(CASE WHEN d.status = 'blocked' THEN d.blocked_reason ELSE d.skip_reason END, k.note, ''),
	COALESCE(d.done_at, k.closed_at), COALESCE(k.evidence_url, ''), COALESCE(k.checklist_id, 0),
	CASE WHEN c.bind IN ('risks', 'register') THEN (SELECT COUNT(*) FROM risks x WHERE x.launch_id = c.launch_id) ELSE 0 END`

// factJoins joins to c, with the columns bind, bind_id and launch_id, the record that it follows.
const factJoins = `LEFT JOIN deliverables d ON c.bind = 'deliverable' AND d.id = c.bind_id AND d.launch_id = c.launch_id
		AND d.archived_at IS NULL
	LEFT JOIN checklist_items k ON c.bind = 'check' AND k.id = c.bind_id AND k.launch_id = c.launch_id AND k.archived_at IS NULL
		AND EXISTS (SELECT 1 FROM checklists y WHERE y.id = k.checklist_id AND y.archived_at IS NULL)
	LEFT JOIN checklists l ON c.bind = 'checklist' AND l.id = c.bind_id AND l.launch_id = c.launch_id AND l.archived_at IS NULL
	LEFT JOIN rituals r ON c.bind = 'run' AND r.id = c.bind_id AND r.launch_id = c.launch_id AND r.archived_at IS NULL`

func (r *reading) criteria() error {
	return r.each(criteriaQuery, func(rows *sql.Rows) error {
		var c criterionFact
		var ownerGone int
		var there int64
		err := rows.Scan(&c.ID, &c.LaunchID, &c.Kind, &c.Title, &c.OwnerID, &c.ownerName, &ownerGone,
			&c.Bind, &c.BindID, &c.BindRule, &c.Environment, &c.RenewMinutes, &c.Evidence, &c.Sign, &c.SignNote, &c.signedName, &c.SignedBy,
			&c.SignedAt,
			&c.waivedName, &c.WaivedAt, &c.WaiveReason, &c.Position, &c.Version,
			&there, &c.title, &c.status, &c.note, &c.closedAt, &c.evidence, &c.checklistID, &c.tally.total)
		f := r.of[c.LaunchID]
		c.ownerGone, c.there, c.loc = ownerGone != 0, there != 0, f.loc
		f.criteria = append(f.criteria, c)
		return err
	}, r.ids)
}

// talliesQuery counts the items of checklists, and the steps of the newest finished run of rituals by environment.
const talliesQuery = `SELECT 'checklist', k.checklist_id, '', 0, COUNT(*), SUM(CASE WHEN k.state = 'open' THEN 1 ELSE 0 END),
	SUM(CASE WHEN k.state = 'failed' THEN 1 ELSE 0 END), 0, MAX(k.closed_at)
	FROM checklist_items k WHERE k.checklist_id IN ? AND k.archived_at IS NULL GROUP BY k.checklist_id
	UNION ALL
	SELECT 'run', n.ritual_id, n.environment, n.id, COUNT(*),
	SUM(CASE WHEN t.outcome = '' OR (t.outcome = 'skipped' AND t.note = '') THEN 1 ELSE 0 END),
	SUM(CASE WHEN t.outcome = 'fail' THEN 1 ELSE 0 END), SUM(CASE WHEN t.outcome = 'pass' THEN 1 ELSE 0 END), n.finished_at
	FROM runs n LEFT JOIN run_results t ON t.run_id = n.id
	WHERE n.ritual_id IN ? AND n.id = (SELECT x.id FROM runs x WHERE x.ritual_id = n.ritual_id AND x.environment = n.environment
		AND x.state = 'finished' AND NOT x.dry_run ORDER BY x.finished_at DESC, x.id DESC LIMIT 1)
	GROUP BY n.ritual_id, n.environment, n.id, n.finished_at`

// bindsTo reports whether a criterion of any of the launches follows one of
// these.
func (r *reading) bindsTo(binds ...string) bool {
	for _, f := range r.of {
		if slices.ContainsFunc(f.criteria, func(c criterionFact) bool { return slices.Contains(binds, c.Bind) }) {
			return true
		}
	}
	return false
}

// followers returns what follows one of these.
func (r *reading) followers(binds ...string) []*criterionFact {
	var out []*criterionFact
	for _, f := range r.of {
		for i := range f.criteria {
			if slices.Contains(binds, f.criteria[i].Bind) {
				out = append(out, &f.criteria[i])
			}
		}
		for i := range f.derived {
			if slices.Contains(binds, f.derived[i].Bind) {
				out = append(out, &f.derived[i].criterionFact)
			}
		}
	}
	return out
}

func (r *reading) tallies() error {
	follow := r.followers(checklist.BindChecklist, ritual.BindRun)
	if len(follow) == 0 {
		return nil
	}
	ids := map[string][]int64{}
	for _, c := range follow {
		ids[c.Bind] = append(ids[c.Bind], db.IDOf(c.BindID))
	}
	return r.each(talliesQuery, func(rows *sql.Rows) error {
		var by string
		var id int64
		var where ritual.Environment
		var t tally
		if err := rows.Scan(&by, &id, &where, &t.id, &t.total, &t.open, &t.failed, &t.passed, &t.at); err != nil {
			return err
		}
		for _, c := range follow {
			if c.Bind == by && db.IDOf(c.BindID) == id && (by == checklist.BindChecklist || c.Environment == where) {
				c.tally = t
			}
		}
		return nil
	}, ids[checklist.BindChecklist], ids[ritual.BindRun])
}

func (r *reading) questions() error {
	all, err := interview.Facts(r.g, r.ids...)
	for id, list := range all {
		for _, q := range list {
			r.of[id].questions = append(r.of[id].questions, questionFact{q, r.of[id].loc})
		}
	}
	return err
}

func (r *reading) risks() error {
	if r.bindsTo(risk.BindRegister) {
		all, err := risk.Facts(r.g, r.ids...)
		for id, list := range all {
			r.of[id].risks = list
		}
		return err
	}
	if !r.bindsTo(risk.BindRisks) {
		return nil
	}
	var categories []risk.Category
	for _, f := range r.of {
		for _, c := range f.criteria {
			if _, category, ok := strings.Cut(c.BindRule, ":"); ok && !slices.Contains(categories, risk.Category(category)) {
				categories = append(categories, risk.Category(category))
			}
		}
	}
	slices.Sort(categories)
	all, err := risk.Threats(r.g, categories, r.ids...)
	for id, list := range all {
		r.of[id].risks = list
	}
	return err
}

// rosters reads on-call rosters when a criterion follows them.
func (r *reading) rosters() error {
	if !r.bindsTo(roster.BindCoverage) {
		return nil
	}
	if r.once != nil {
		l := r.launches[0]
		f, err := roster.FactOnce(r.ctx, r.once, l)
		r.of[l.ID].roster = f
		return err
	}
	all, err := roster.Facts(r.g, r.launches...)
	for id, f := range all {
		r.of[id].roster = f
	}
	return err
}

// guides reads support guides when a criterion follows them.
func (r *reading) guides() error {
	if !r.bindsTo(guide.BindGuide) {
		return nil
	}
	if r.once != nil {
		l := r.launches[0]
		list, err := guide.OfLaunchOnce(r.ctx, r.once, l)
		r.of[l.ID].guides = list
		return err
	}
	all, err := guide.OfLaunches(r.g, r.now, r.ids...)
	for id, list := range all {
		r.of[id].guides = list
	}
	return err
}

// stakeholders reads stakeholders when a criterion follows them.
func (r *reading) stakeholders() error {
	if !r.bindsTo(stakeholder.BindStakeholders) {
		return nil
	}
	all, err := stakeholder.Facts(r.g, r.ids...)
	for id, list := range all {
		r.of[id].stakeholders = list
	}
	return err
}

// decisions reads what the go/no-go meetings decided.
func (r *reading) decisions() error {
	all, err := gonogo.Facts(r.g, r.ids...)
	for id, d := range all {
		f := r.of[id]
		f.decision, f.overrides, f.frozen = d.Decision, d.Overrides, d.Decision.OpenKeys
		if d.Decision.OtherDate() {
			f.goFor = d.Decision.ForOn
		}
	}
	return err
}
