package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const sheetPath = notifications + "/runsheet"

func TestTaskDoneAndUndo(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	task := "#task-" + s.TaskOf("real-time-notifications")
	p := marek.Get(sheetPath).Want(t, http.StatusOK)
	form := task + " form[action$='/done']"
	marek.Post(p.Find(form).AttrOr("action", ""), p.Filled(form)).Want(t, http.StatusSeeOther)
	p = marek.Get(sheetPath)
	if !strings.Contains(p.Find(task+" .actual").Text(), "Marek Solberg") || !strings.Contains(p.Text(), "1 of 9 done") {
		t.Errorf("not done: %s", p.Find(task).Text())
	}
	undo := "#flash form"
	marek.Post(p.Find(undo).AttrOr("action", ""), p.Filled(undo)).Want(t, http.StatusSeeOther)
	if p = marek.Get(sheetPath); strings.TrimSpace(p.Find(task+" .actual").Text()) != "" {
		t.Error("still done after the undo")
	}
	if n := s.As("vera").Get(sheetPath).Find("main form").Length(); n != 0 {
		t.Errorf("a viewer finds %d forms", n)
	}
}

func TestTaskAddEditMoveRemove(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	f := marek.Get(sheetPath + "/new").Filled("main form")
	f.Set("title", "Warm the cache")
	f.Set("start", "07:00")
	f.Set("minutes", "20")
	added := marek.Post(sheetPath, f).Want(t, http.StatusSeeOther).Header.Get("Location")
	_, id, _ := strings.Cut(added, "#task-")
	if again := marek.Post(sheetPath, f).Want(t, http.StatusSeeOther).Header.Get("Location"); again != added {
		t.Errorf("sent twice: %s and %s", added, again)
	}
	row := func() string {
		return strings.Join(strings.Fields(marek.Get(sheetPath).Find("#task-"+id).Text()), " ")
	}
	if got := row(); !strings.Contains(got, "07:00 T-3h to 07:20") || !strings.Contains(got, "No owner") {
		t.Errorf("added: %s", got)
	}
	edit := marek.Get(sheetPath + "/" + id).Filled("main form")
	stale := url.Values{}
	for k, v := range edit {
		stale[k] = append([]string{}, v...)
	}
	edit.Set("start", "T-2h30m")
	marek.Post(sheetPath+"/"+id, edit).Want(t, http.StatusSeeOther)
	if got := row(); !strings.Contains(got, "07:30 T-2h30m to 07:50") {
		t.Errorf("edited: %s", got)
	}
	stale.Set("title", "Mine")
	if p := marek.Post(sheetPath+"/"+id, stale).Want(t, http.StatusConflict); !strings.Contains(p.Text(), "Warm the cache") ||
		!strings.Contains(p.Text(), "Mine") {
		t.Error("the conflict does not show both")
	}
	version := func() string {
		return scan[string](s, "SELECT CAST(version AS TEXT) FROM run_tasks WHERE id = ?", id)
	}
	marek.Post(sheetPath+"/"+id+"/shift", url.Values{"minutes": {"15"}, "version": {version()}}).Want(t, http.StatusSeeOther)
	if got := row(); !strings.Contains(got, "07:45") {
		t.Errorf("shifted: %s", got)
	}
	if p := marek.Post(sheetPath+"/"+id+"/shift", url.Values{"minutes": {"soon"}, "version": {version()}}).Want(t,
		http.StatusUnprocessableEntity); p.Find(".field-error").Length() == 0 {
		t.Error("no message")
	}
	marek.Post(sheetPath+"/"+id+"/move", url.Values{"up": {"0"}, "version": {version()}}).Want(t, http.StatusSeeOther)
	if got := row(); strings.Contains(got, "07:45") {
		t.Errorf("moved down: %s", got)
	}
	marek.Post(sheetPath+"/"+id+"/remove", url.Values{"version": {version()}}).Want(t, http.StatusSeeOther)
	if row() != "" || !strings.Contains(marek.Get(sheetPath).Find("details.more").Text(), "Warm the cache") {
		t.Error("it is not among what was removed")
	}
	marek.Post(sheetPath+"/"+id+"/remove", url.Values{"version": {version()}, "back": {"1"}}).Want(t, http.StatusSeeOther)
	if row() == "" {
		t.Error("it is not back")
	}
}

func TestTaskFormShowsErrors(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	who := scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE email = 'marek@aurora.example'")
	viewer := scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE email = 'vera@aurora.example'")
	good := url.Values{"title": {"Warm the cache"}, "start": {"T-3h"}, "minutes": {"20"}, "owner": {who}}
	for name, c := range map[string][2]string{
		"no title": {"title", ""}, "far": {"start", "T-99999h"}, "no start": {"start", "early"}, "negative": {"minutes", "-1"},
		"the same person": {"fallback", who}, "a viewer": {"owner", viewer}, "nobody there is": {"fallback", "999999"},
	} {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(c[0], c[1])
		p := marek.Post(sheetPath, f).Want(t, http.StatusUnprocessableEntity)
		if p.Find("[name="+c[0]+"][aria-invalid=true]").Length() == 0 || p.Find("[name=title]").AttrOr("value", "") != f.Get("title") {
			t.Errorf("%s: nothing said at %s", name, c[0])
		}
	}
}
