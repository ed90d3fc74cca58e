package launch

import (
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
)

// setDependencies replaces the dependencies of an item by those wanted, all in the same launch.
// Dependencies on removed items remain, for the case that they are restored, and count when looking
// for cycles. It returns Invalid, naming the cycle, if the item would depend on itself.
func setDependencies(tx *db.Tx, l Launch, id int64, want []int64) ([]db.Change, error) {
	var list []itemTitle
	if err := tx.Raw("SELECT id, title, CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END AS archived FROM deliverables WHERE launch_id = ?",
		l.ID).Scan(&list).Error; err != nil {
		return nil, err
	}
	known := make(map[int64]itemTitle, len(list))
	for _, n := range list {
		known[n.ID] = n
	}
	g, err := dependencyGraph(tx.Reader, l.ID)
	if err != nil {
		return nil, err
	}
	before := g[id]
	want, err = checkedDependencies(known, id, want)
	if err != nil {
		return nil, err
	}
	for _, old := range before {
		if known[old].Archived && !slices.Contains(want, old) {
			want = append(want, old)
		}
	}
	g[id] = want
	if way := g.Cycle(id); way != nil {
		return nil, fault.Invalid("depends_on", "That would be a circle, in which nothing can come first: %s.", joinTitles(known, way, " → "))
	}
	if err := replaceDependencies(tx, id, before, want); err != nil {
		return nil, err
	}
	return db.AppendChange(nil, "depends on", joinTitles(known, sorted(before), ", "), joinTitles(known, sorted(want), ", ")), nil
}

func checkedDependencies(known map[int64]itemTitle, id int64, want []int64) ([]int64, error) {
	var out []int64
	for _, w := range want {
		if w == id {
			return nil, fault.Invalid("depends_on", "“%s” cannot depend on itself.", known[id].Title)
		}
		if n, ok := known[w]; !ok || n.Archived {
			return nil, fault.Invalid("depends_on", "One of the chosen deliverables is not in this launch any more. Choose again.")
		}
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out, nil
}

func dependencyGraph(g db.Reader, launchID int64) (Graph, error) {
	rows, err := g.Raw(`SELECT x.deliverable_id, x.depends_on_id FROM dependencies x
		JOIN deliverables d ON d.id = x.deliverable_id WHERE d.launch_id = ? ORDER BY x.deliverable_id, x.depends_on_id`, launchID).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := Graph{}
	for rows.Next() {
		var from, to int64
		if err := rows.Scan(&from, &to); err != nil {
			return nil, err
		}
		out[from] = append(out[from], to)
	}
	return out, rows.Err()
}

func replaceDependencies(tx *db.Tx, id int64, before, want []int64) error {
	for _, old := range before {
		if !slices.Contains(want, old) {
			if err := tx.Exec("DELETE FROM dependencies WHERE deliverable_id = ? AND depends_on_id = ?", id, old).Error; err != nil {
				return err
			}
		}
	}
	for _, w := range want {
		if !slices.Contains(before, w) {
			if err := tx.Exec("INSERT INTO dependencies (deliverable_id, depends_on_id) VALUES (?, ?)", id, w).Error; err != nil {
				return err
			}
		}
	}
	return nil
}
