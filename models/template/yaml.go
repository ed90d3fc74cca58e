package template

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a template file.
const (
	maxBytes    = 256 << 10
	maxItems    = 500
	MaxDay      = 366
	maxNesting  = 20 // the format needs four levels
	maxProblems = 100
)

// readYAML parses the file as one YAML document. It refuses input that the parser
// cannot bear: nested brackets recurse without a limit, which would end the process,
// and aliases can make a small file huge.
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

// badLine returns the line of the first byte that is not UTF-8.
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

// guard refuses what the format does not need and the parser cannot bear.
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
			errs = append(errs, Error{Line: line, Message: "YAML anchors, aliases and merges (& * <<) are not read; " +
				"write the value out, or quote the text if it begins with one of these characters"})
		case token.TagType, token.DirectiveType:
			errs = append(errs, Error{Line: line, Message: "YAML tags and directives (! %) are not read; " +
				"quote the text if it begins with one of these characters"})
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
