package launch

import (
	"gorm.io/gorm"

	"tminus/internal/fold"
)

// BeforeCreate sets the folded name for the search. UpdateRow sets it on changes.
func (l *Launch) BeforeCreate(*gorm.DB) error {
	l.SearchText = fold.Text(l.Name)
	return nil
}

// BeforeCreate sets the folded title and description for the search. UpdateRow sets them on
// changes.
func (d *Deliverable) BeforeCreate(*gorm.DB) error {
	d.SearchText, d.BodyText = fold.Text(d.Title), fold.Text(d.Description)
	return nil
}

// BeforeCreate sets the folded text for the search. UpdateRow sets it on changes.
func (c *Comment) BeforeCreate(*gorm.DB) error {
	c.SearchText = fold.Text(c.Body)
	return nil
}
