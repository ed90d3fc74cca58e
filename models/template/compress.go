package template

import (
	"reflect"
	"slices"
)

// Lead returns the number of days before launch day on which the first deliverable begins.
func (t Template) Lead() int {
	first := 0
	for _, it := range t.Deliverables {
		first = min(first, it.Start, it.Due)
	}
	return -first
}

// Compressed returns the template with all days before launch day brought into the given number of days, in the same
// order and in proportion. A day before launch day stays one if there is a day left. The days from launch day on, the
// phases and the weeks stay. A template that fits stays as it is.
func (t Template) Compressed(days int) Template {
	lead := t.Lead()
	if days < 0 || days >= lead {
		return t
	}
	squeeze := func(day int) int {
		if day >= 0 {
			return day
		}
		return max(min(-(-day*days+lead/2)/lead, -min(1, days)), -days)
	}
	t.Deliverables = mapDays(reflect.ValueOf(t.Deliverables), squeeze).Interface().([]Item)
	t.Sections = slices.Clone(t.Sections)
	for i, c := range t.Sections {
		t.Sections[i].Value = mapDays(reflect.ValueOf(c.Value), squeeze).Interface()
	}
	return t
}

// mapDays returns a copy of a value in which the fields with the tag "day" are changed.
func mapDays(v reflect.Value, change func(int) int) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return out
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(mapDays(v.Index(i), change))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			_, isDay := field.Tag.Lookup("day")
			switch {
			case !field.IsExported():
			case isDay && field.Type.Kind() == reflect.Int:
				out.Field(i).SetInt(int64(change(int(v.Field(i).Int()))))
			case field.Type.Kind() == reflect.Slice || field.Type.Kind() == reflect.Struct:
				out.Field(i).Set(mapDays(v.Field(i), change))
			}
		}
	}
	return out
}
