package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// pageLevels is the number of heading levels that the page itself uses above the text.
const pageLevels = 2

// transformer adapts the parsed document to the pages.
type transformer struct{}

// Transform lowers headings below those of the page, replaces pictures by links, and marks the
// items of task lists, whose box replaces the bullet.
func (transformer) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var images []*ast.Image
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(n.Level+pageLevels, 6)
		case *ast.Link:
			n.Title = nil
		case *ast.Image:
			images = append(images, n)
		case *east.TaskCheckBox:
			if item, is := n.Parent().Parent().(*ast.ListItem); is {
				item.SetAttributeString("class", []byte("task"))
			}
		}
		return ast.WalkContinue, nil
	})
	// Replace them after the walk, which must not change the tree.
	for _, img := range images {
		replaceImage(img, source)
	}
}

// replaceImage replaces a picture by its description, as a link to the picture unless it is inside
// a link already.
func replaceImage(img *ast.Image, source []byte) {
	parent := img.Parent()
	if parent == nil {
		return
	}
	alt := plain(img, source)
	if len(bytes.TrimSpace(alt)) == 0 {
		alt = []byte("Picture")
	}
	var replacement ast.Node = ast.NewString(alt)
	if !withinLink(img) {
		link := ast.NewLink()
		link.Destination = img.Destination
		link.AppendChild(link, replacement)
		replacement = link
	}
	parent.ReplaceChild(parent, img, replacement)
}

func withinLink(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink || p.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// plain returns the text below a node without markup.
func plain(n ast.Node, source []byte) []byte {
	var b bytes.Buffer
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Text:
				b.Write(n.Value(source))
			case *ast.String:
				b.Write(n.Value)
			case *ast.AutoLink:
				b.Write(n.Label(source))
			}
		}
		return ast.WalkContinue, nil
	})
	return b.Bytes()
}

// taskRenderer renders the box of a task list as a character, because a disabled input would be a
// control without a label.
type taskRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (taskRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(east.KindTaskCheckBox, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			box := "☐ "
			if n.(*east.TaskCheckBox).IsChecked {
				box = "☑ "
			}
			_, _ = w.WriteString(box)
		}
		return ast.WalkContinue, nil
	})
}
