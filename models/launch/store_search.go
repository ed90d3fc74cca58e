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

// BeforeCreate keeps the title as the search compares it. UpdateRow does so for changes.
func (d *Deliverable) BeforeCreate(*gorm.DB) error {
	d.SearchText = fold.Text(d.Title)
	return nil
}
