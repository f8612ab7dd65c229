-- A person, everybody who can stand to them in any way, and one of each thing that can be asked for. The names in braces
-- are those of care_world.py. One text, and so one round trip: worlds are made by the hundred.
INSERT INTO account (id, subject) SELECT id, 'sub-' || id FROM unnest('{{{accounts}}}'::uuid[]) id;
INSERT INTO caregiver (account_id, name) SELECT id, 'Somebody' FROM unnest('{{{caregivers}}}'::uuid[]) id;

INSERT INTO organisation (id, name, commercial) VALUES ('{organisation}', 'School', false);
INSERT INTO organisation_admin (id, organisation_id, account_id, granted_by, valid_from, valid_to)
SELECT id, '{organisation}', account, '{admin_account}', now() - interval '2 days', CASE WHEN over THEN now() - interval '1 day' END
FROM (VALUES
  ('{organisation_admin}'::uuid, '{admin_account}'::uuid, false),
  (gen_random_uuid(), '{break_glass_account}', false),
  (gen_random_uuid(), '{revoked_admin_account}', true),
  (gen_random_uuid(), '{expired_break_glass_account}', true)
) AS admin (id, account, over);
INSERT INTO person (id, name, organisation_id) VALUES ('{person}', 'Somebody', '{organisation}'), ('{other_person}', 'Other', NULL);

INSERT INTO care_relation (id, account_id, person_id, role, valid_from, valid_to)
SELECT id, account, person, role, now() - interval '2 days', CASE WHEN over THEN now() - interval '1 day' END
FROM (VALUES
  ('{relation_of_self}'::uuid, '{self_account}'::uuid, '{person}'::uuid, 'self', false),
  ('{relation_of_viewer}', '{viewer_account}', '{person}', 'viewer', false),
  ('{relation_of_editor}', '{editor_account}', '{person}', 'editor', false),
  ('{relation_of_manager}', '{manager_account}', '{person}', 'manager', false),
  (gen_random_uuid(), '{revoked_viewer_account}', '{person}', 'viewer', true),
  (gen_random_uuid(), '{revoked_editor_account}', '{person}', 'editor', true),
  (gen_random_uuid(), '{revoked_manager_account}', '{person}', 'manager', true),
  (gen_random_uuid(), '{expired_break_glass_account}', '{person}', 'break_glass', true),
  (gen_random_uuid(), '{stranger_account}', '{other_person}', 'manager', false),
  (gen_random_uuid(), '{other_person_account}', '{other_person}', 'self', false)
) AS relation (id, account, person, role, over);

INSERT INTO care_relation (id, account_id, person_id, role, valid_from, valid_to) VALUES
  ('{broken_glass}', '{break_glass_account}', '{person}', 'break_glass', now() - interval '1 minute', now() + interval '1 hour');
INSERT INTO break_glass_access (id, person_id, account_id, relation_id, reason_code, reason, began_at, ends_at)
SELECT id, '{person}', '{break_glass_account}', '{broken_glass}', 'safety', 'Nobody answers.', now() - interval '1 hour', ends_at
FROM (VALUES
  ('{access}'::uuid, now() + interval '1 hour'),
  ('{past_access}', now() - interval '1 minute')
) AS access (id, ends_at);

INSERT INTO invitation (id, person_id, role, token_hash, invited_by, consent, created_at, expires_at) VALUES
  ('{invitation}', '{person}', 'viewer', sha256('{token}'), '{manager_account}', 'guardian', now(), now() + interval '1 day');

INSERT INTO contact_methods (id, account_id, channel, address, address_index, address_index_key, consented_at) VALUES
  ('{contact_method}', '{viewer_account}', 'sms', '{address}', '\x{address_index}', {address_index_key}, now());
INSERT INTO contact_code (id, contact_method_id, account_id, code_hash, sent_at, expires_at) VALUES
  ('{code}', '{contact_method}', '{viewer_account}', '\x{code_hash}', now() - interval '2 minutes', now() + interval '8 minutes');

-- Two boards: the one at home, and one that came in a package and was edited since.
INSERT INTO board_sets (user_id, id, root_id, fingerprint, package, report) VALUES
  ('{person}', '{board_set}', '{board}', 'x', $json${package}$json$, '[]');
INSERT INTO board_media (user_id, sha256, content) VALUES ('{person}', '\x{media_hash}', '\x{media}');
INSERT INTO boards (user_id, id, is_home, set_id, source_id) VALUES
  ('{person}', '{home_board}', true, NULL, NULL), ('{person}', '{board}', false, '{board_set}', 'b');
INSERT INTO symbol_configs (user_id, board_id, version, board) VALUES
  ('{person}', '{home_board}', 1, $json${board_content}$json$),
  ('{person}', '{board}', 2, $json${board_before}$json$),
  ('{person}', '{board}', 3, $json${board_content}$json$);

INSERT INTO tasks (id, user_id, title, starts_at, steps) VALUES
  ('{task}', '{person}', 'Breakfast', '{moment}', '[{{"id": "toast", "title": "Make toast"}}]');
INSERT INTO task_templates (id, account_id, title, body) VALUES ('{template}', '{viewer_account}', 'Lunch', '{{"title": "Lunch"}}');
INSERT INTO logs (user_id, account_id, "timestamp", id, event, symbols) VALUES
  ('{person}', '{self_account}', now() - interval '1 hour', gen_random_uuid(), 'button', '{{help}}');
INSERT INTO alerts (id, person_id, state, severity, sentence, dedup_key, press_count, raised_at, last_pressed_at, version)
VALUES ('{alert}', '{person}', 'raised', 'urgent', 'Help.', 'Help.', 1, now(), now(), 1);
INSERT INTO alert_presses (id, alert_id, person_id, pressed_by, idempotency_key, severity, sentence, symbols, pressed_at, received_at)
VALUES (gen_random_uuid(), '{alert}', '{person}', '{self_account}', 'first', 'urgent', 'Help.', '{{help}}', now(), now());
INSERT INTO alert_events (alert_id, person_id, event, source, detail) VALUES
  ('{alert}', '{person}', 'committed', 'first', '{{"of": "raised"}}');
WITH told AS (INSERT INTO outbox (alert_id, event, published_at) VALUES ('{alert}', 'raised', now()) RETURNING id)
INSERT INTO deliveries (outbox_id, alert_id, person_id, recipient, seq, channel, state)
SELECT id, '{alert}', '{person}', '{manager_account}', 1, 'websocket', 'sent' FROM told;
INSERT INTO inbox_counter SELECT '{manager_account}', 1;
INSERT INTO inbox (recipient, seq, person_id, kind, body, at) SELECT '{manager_account}', 1, '{person}', 'joined', '{{}}', now();
INSERT INTO speech_clips (user_id, key, content_type, bytes, source, made_at, last_used, refreshed_at) VALUES
  ('{person}', '{key}', 'audio/wav', 1, 'espeak', now(), now(), now());
