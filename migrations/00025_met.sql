-- Everybody whom an identity was taken for is known: those of rows that came twice,
-- under another address the second time, were not.

-- +goose Up
INSERT INTO contacts (id, email, name, title, seen_email, seen_name, seen_title, crm_department, crm_level, company, country, seen, seen_at, props)
    SELECT i.contact_id, '', '', '', COALESCE(MIN(NULLIF(i.email, '')), ''), '', '', '', '', '', '', 1, 0, ''
    FROM identities i LEFT JOIN contacts c ON c.id = i.contact_id
    WHERE i.contact_id <> '' AND c.id IS NULL GROUP BY i.contact_id;

-- +goose Down
SELECT 1;
