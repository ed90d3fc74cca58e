package stakeholder

import (
	"bytes"
	"errors"
	"strconv"

	"tminus/internal/tabular"
	"tminus/internal/words"
	"tminus/models/fault"
)

// MaxPasted is the maximum number of stakeholders that can be added at once.
const MaxPasted = 200

// Paste reads stakeholders from lines "Name, function, email" or from spreadsheet cells in this
// order. It skips a header line. It returns Invalid with all lines that cannot be read.
func Paste(text string, owner *int64) ([]Input, error) {
	table, err := tabular.Read([]byte(text))
	var bad *tabular.Error
	switch {
	case errors.As(err, &bad):
		return nil, fault.Invalid("lines", "%s", bad.Error())
	case err != nil:
		return nil, err
	}
	if cell(table.Header, 0) != "Name" && cell(table.Header, 0) != "name" {
		table = table.WithoutHeader()
	}
	if len(table.Rows) == 0 {
		return nil, fault.Invalid("lines", "Only the names of the columns are there. Add a line for each stakeholder.")
	}
	if len(table.Rows) > MaxPasted {
		return nil, fault.Invalid("lines", "These are %d lines. Add at most %d at once.", len(table.Rows), MaxPasted)
	}
	return inputs(table.Rows, owner)
}

func inputs(rows []tabular.Row, owner *int64) ([]Input, error) {
	var out []Input
	var wrong bytes.Buffer
	for _, r := range rows {
		in := Input{Name: cell(r.Cells, 0), Function: cell(r.Cells, 1), Contact: cell(r.Cells, 2), Organisation: cell(r.Cells, 3), OwnerID: owner}
		in.Channel = channelOf(words.OneLine(in.Contact))
		in, err := in.Clean()
		if err != nil {
			for _, f := range fault.FieldsOf(err) {
				wrong.WriteString("Line " + strconv.Itoa(r.Line) + ": " + f.Message + " ")
			}
			continue
		}
		out = append(out, in)
	}
	if wrong.Len() > 0 {
		return nil, fault.Invalid("lines", "%s", bytes.TrimSpace(wrong.Bytes()))
	}
	return out, nil
}

func cell(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return cells[i]
}
