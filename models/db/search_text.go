package db

import (
	"reflect"

	"gorm.io/gorm"

	"tminus/internal/fold"
)

// searched names, for tables that are searched, the columns in which the folded
// text of others is kept. It is kept here, so that no writer can forget it.
var searched = map[string]map[string]string{
	"launches": {"name": "search_text"}, "deliverables": {"title": "search_text", "description": "body_text"},
	"comments":        {"body": "search_text"},
	"calendar_events": {"title": "search_text"},
}

// foldColumns adds the folded text of the columns that are searched.
func foldColumns(table string, columns map[string]any) {
	for from, to := range searched[table] {
		if text, ok := columns[from].(string); ok {
			columns[to] = fold.Text(text)
		}
	}
}

// foldOnCreate makes a pool set the folded text of each row that it inserts.
func foldOnCreate(g *gorm.DB) error {
	return g.Callback().Create().Before("gorm:create").Register("tminus:search_text", func(g *gorm.DB) {
		s := g.Statement.Schema
		if s == nil || searched[s.Table] == nil {
			return
		}
		switch v := g.Statement.ReflectValue; v.Kind() {
		case reflect.Struct:
			foldRow(g, v)
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				foldRow(g, reflect.Indirect(v.Index(i)))
			}
		}
	})
}

func foldRow(g *gorm.DB, row reflect.Value) {
	ctx, s := g.Statement.Context, g.Statement.Schema
	for from, to := range searched[s.Table] {
		text, _ := s.LookUpField(from).ValueOf(ctx, row)
		if err := g.AddError(s.LookUpField(to).Set(ctx, row, fold.Text(reflect.ValueOf(text).String()))); err != nil {
			return
		}
	}
}
