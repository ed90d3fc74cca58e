package launch

import (
	"gorm.io/gorm"

	"tminus/internal/fold"
)

// BeforeCreate keeps the name as the search compares it. UpdateRow does so for changes.
func (l *Launch) BeforeCreate(*gorm.DB) error {
	l.SearchText = fold.Text(l.Name)
	return nil
}

// BeforeCreate keeps title and description as the search compares them. UpdateRow does so for changes.
func (d *Deliverable) BeforeCreate(*gorm.DB) error {
	d.SearchText, d.BodyText = fold.Text(d.Title), fold.Text(d.Description)
	return nil
}

// BeforeCreate keeps the text as the search compares it. UpdateRow does so for changes.
func (c *Comment) BeforeCreate(*gorm.DB) error {
	c.SearchText = fold.Text(c.Body)
	return nil
}
