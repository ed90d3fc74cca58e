package db
import "gorm.io/gorm"
func (d *DB) WriterGORM() *gorm.DB { return d.write }
