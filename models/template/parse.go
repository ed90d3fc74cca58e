package template

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"tminus/models/fault"
)

// Limits of a template file, for the sake of whoever reads the timeline as
// much as of the machine.
const (
	maxBytes    = 256 << 10
	maxItems    = 500
	maxOffset   = 366
	maxNesting  = 20  // the format itself needs four levels
	maxProblems = 100 // more than anybody reads at once
)

// A Error is one problem of a template file. Path is where in the
// format it is, counted from one ("deliverables[3].lane"); Line is 0 when the
// problem has no line; Message names the item and can be shown as it is.
type Error struct {
	Path    string
	Line    int
	Message string
}

func (e Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return e.Message
}

// Errors are all problems of one file, in the order of the file.
type Errors []Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// As lets the errors count as a fault of kind Invalid, one message a problem
// under the field "source", so that handlers answer 422 like anywhere else.
func (e Errors) As(target any) bool {
	f, ok := target.(**fault.Error)
	if !ok {
		return false
	}
	var c fault.Check
	for _, p := range e {
		c.Add("source", "%s", p.Error())
	}
	return errors.As(c.Err(), f)
}

// Parse reads a template file as a person edited it. It is strict:
// unknown fields are refused, so that a typing error is not a silent loss. All
// problems are reported together, as Errors.
func Parse(src []byte) (Template, error) {
	root, errs := readYAML(src)
	if len(errs) > 0 {
		return Template{}, errs
	}
	var t Template
	d := decoder{lines: map[string]int{}, unreadable: map[string]bool{}}
	d.mapping(root, "", "a template", reflect.ValueOf(&t).Elem())
	errs = append(d.errs, check(t, d.lines, d.unreadable)...)
	if len(errs) > 0 {
		return Template{}, errs.tidy()
	}
	return t, nil
}

// readYAML turns bytes into one YAML mapping, and keeps from the parser what
// would hurt it: it recurses without a limit on nested brackets (the process
// would end, not the request), and aliases can multiply a small file.
func readYAML(src []byte) (ast.Node, Errors) {
	if len(src) > maxBytes {
		return nil, Errors{{Message: fmt.Sprintf("the file has %d KB; at most %d KB are read", (len(src)+1023)>>10, maxBytes>>10)}}
	}
	if !utf8.Valid(src) {
		return nil, Errors{{Line: badLine(src), Message: "the file is not UTF-8 text"}}
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	tokens := lexer.Tokenize(string(src))
	if errs := guard(tokens); len(errs) > 0 {
		return nil, errs
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, Errors{syntaxError(err)}
	}
	for _, d := range file.Docs {
		if d.Body != nil {
			return d.Body, nil
		}
	}
	return nil, Errors{{Message: "the file is empty"}}
}

func badLine(src []byte) int {
	line := 1
	for len(src) > 0 {
		c, n := utf8.DecodeRune(src)
		if c == utf8.RuneError && n == 1 {
			return line
		}
		if c == '\n' {
			line++
		}
		src = src[n:]
	}
	return line
}

// guard refuses what the format does not need and the parser does not bear.
func guard(tokens token.Tokens) Errors {
	var errs Errors
	flow, line, openers, content := 0, 0, 0, false
	for _, tk := range tokens {
		if tk.Position.Line != line {
			line, openers = tk.Position.Line, 0
		}
		switch tk.Type {
		case token.DocumentHeaderType:
			if content {
				return Errors{{Line: line, Message: "the file holds more than one document (a line “---” divides them); a template is one"}}
			}
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			errs = append(errs, Error{Line: line, Message: "YAML anchors, aliases and merges (& * <<) are not read; write the value out, or quote the text if it begins with one of these characters"})
		case token.TagType, token.DirectiveType:
			errs = append(errs, Error{Line: line, Message: "YAML tags and directives (! %) are not read; quote the text if it begins with one of these characters"})
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if flow == 0 {
				openers++
			}
		}
		content = content || tk.Type != token.CommentType
		if flow > maxNesting || openers > maxNesting {
			return Errors{{Line: line, Message: "the file is nested too deeply"}}
		}
		if len(errs) >= maxProblems {
			return errs
		}
	}
	return errs
}

func syntaxError(err error) Error {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		return Error{Line: y.GetToken().Position.Line, Message: "this is not readable as YAML: " + y.GetMessage()}
	}
	return Error{Message: "this is not readable as YAML: " + err.Error()}
}

func (e Errors) tidy() Errors {
	if len(e) <= maxProblems {
		return e
	}
	more := len(e) - maxProblems
	return append(e[:maxProblems:maxProblems], Error{Message: fmt.Sprintf("and %d more problems", more)})
}
