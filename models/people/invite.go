package people

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tminus/internal/tabular"
	"tminus/models/fault"
)

// MaxInvited is the maximum number of people who can be invited at once.
const MaxInvited = 200

// address matches an e-mail address in a list, with or without angle brackets.
var address = regexp.MustCompile(`<?([^\s<>,;"'()]+@[^\s<>,;"'()]+)>?`)

// emailColumns are the names of the column with the address.
var emailColumns = []string{"email", "e-mail", "mail", "address", "e-mail address", "email address"}

// ParseInvited reads people from pasted text: e-mail addresses with or without names, separated in any way, or a table
// with a header that has a column for the address and may have others for name, title, role and team. What is missing
// comes from usual. Each address counts once. It returns Invalid for the field "people" with all lines that cannot be
// read.
func ParseInvited(text string, usual Input, teams []Team) ([]Input, error) {
	var all []Input
	var wrong []string
	if table, columns, ok := invitedTable(text); ok {
		all, wrong = fromTable(table, columns, usual, teams)
	} else {
		all, wrong = fromLines(text, usual)
	}
	var out []Input
	seen := map[string]bool{}
	for _, in := range all {
		clean, err := in.Clean()
		for _, f := range fault.FieldsOf(err) {
			wrong = append(wrong, in.Email+": "+f.Message)
		}
		if err == nil && !seen[clean.Email] {
			seen[clean.Email] = true
			out = append(out, clean)
		}
	}
	switch {
	case len(wrong) > 0:
		return nil, fault.Invalid("people", "%s", strings.Join(wrong[:min(len(wrong), 5)], " "))
	case len(out) == 0:
		return nil, fault.Invalid("people", "Paste at least one e-mail address.")
	case len(out) > MaxInvited:
		return nil, fault.Invalid("people", "These are %d people. Invite at most %d at once.", len(out), MaxInvited)
	}
	return out, nil
}

// invitedTable returns the table and its columns by name, if the text is a table with a header.
func invitedTable(text string) (tabular.Table, map[string]int, bool) {
	table, err := tabular.Read([]byte(text))
	var bad *tabular.Error
	if errors.As(err, &bad) || err != nil {
		return table, nil, false
	}
	columns := map[string]int{}
	for i, h := range table.Header {
		name := strings.ToLower(strings.TrimSpace(h))
		if slices.Contains(emailColumns, name) {
			name = "email"
		}
		columns[name] = i
	}
	_, ok := columns["email"]
	return table, columns, ok
}

func fromTable(table tabular.Table, columns map[string]int, usual Input, teams []Team) (out []Input, wrong []string) {
	for _, r := range table.Rows {
		cell := func(name string) string {
			if i, ok := columns[name]; ok && i < len(r.Cells) {
				return strings.TrimSpace(r.Cells[i])
			}
			return ""
		}
		in := usual
		in.Email, in.Name = cell("email"), cell("name")
		if in.Name == "" {
			in.Name = nameOf(in.Email)
		}
		if v := cell("title"); v != "" {
			in.Title = v
		}
		if v := cell("role"); v != "" {
			in.Role = Role(strings.ToLower(v))
		}
		if v := cell("team"); v != "" {
			i := slices.IndexFunc(teams, func(t Team) bool { return strings.EqualFold(t.Name, v) || strings.EqualFold(t.Key, v) })
			if i < 0 {
				wrong = append(wrong, "Line "+strconv.Itoa(r.Line)+": there is no team "+v+".")
				continue
			}
			in.TeamID = &teams[i].ID
		}
		out = append(out, in)
	}
	return out, wrong
}

func fromLines(text string, usual Input) (out []Input, wrong []string) {
	for n, line := range strings.Split(text, "\n") {
		found := address.FindAllStringSubmatchIndex(line, -1)
		if len(found) == 0 {
			if strings.TrimSpace(line) != "" {
				wrong = append(wrong, "Line "+strconv.Itoa(n+1)+" has no e-mail address.")
			}
			continue
		}
		from := 0
		for _, at := range found {
			in := usual
			in.Email, in.Name = line[at[2]:at[3]], trimName(line[from:at[0]])
			from = at[1]
			if in.Name == "" && len(found) == 1 {
				in.Name = trimName(line[from:])
			}
			if in.Name == "" {
				in.Name = nameOf(in.Email)
			}
			out = append(out, in)
		}
	}
	return out, wrong
}

// trimName removes what separates a name from addresses.
func trimName(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;"'<>()|`, r) })
}

// nameOf returns a name for an address without one: "Ada Lovelace" for ada.lovelace@example.com.
func nameOf(email string) string {
	local, _, _ := strings.Cut(email, "@")
	local, _, _ = strings.Cut(local, "+")
	words := strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("._-", r) })
	for i, w := range words {
		r := []rune(w)
		words[i] = string(unicode.ToUpper(r[0])) + string(r[1:])
	}
	return strings.Join(words, " ")
}
