-- +goose Up
-- The services that a guide is about.
CREATE TABLE guide_services (
  guide_id   INTEGER NOT NULL REFERENCES guides (id),
  service_id INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  PRIMARY KEY (guide_id, service_id)
);
CREATE INDEX guide_services_of ON guide_services (service_id);

-- +goose Down
DROP TABLE guide_services;
