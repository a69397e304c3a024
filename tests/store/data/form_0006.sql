-- A store of form 6 as the program made it then; never to be changed.
BEGIN TRANSACTION;
CREATE TABLE agreed_way (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	way TEXT NOT NULL, 
	note TEXT, 
	agreed_at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT agreed_way_pk PRIMARY KEY (id), 
	CONSTRAINT agreed_way_person_id_key UNIQUE (person_id), 
	CONSTRAINT agreed_way_way_is_known CHECK (way IN ('email', 'telephone', 'letterbox', 'visit')), 
	CONSTRAINT agreed_way_agreed_at_is_a_moment CHECK (length(agreed_at) BETWEEN 25 AND 32), 
	CONSTRAINT agreed_way_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT agreed_way_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT agreed_way_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "agreed_way" VALUES(1,1,'email','rang on Monday','2026-01-30T09:30:00+00:00','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "agreed_way" VALUES(2,2,'letterbox',NULL,'2026-01-30T09:30:00+00:00','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	fact TEXT NOT NULL, 
	person_id INTEGER, 
	yes INTEGER NOT NULL, 
	CONSTRAINT answer_pk PRIMARY KEY (id), 
	CONSTRAINT answer_fact_is_known CHECK (fact IN ('split', 'children_at_home', 'no_second_device', 'full_report_shared', 'parent_cannot_join', 'parent_excluded', 'joins_another_way', 'clarification_needed', 'no_wifi', 'plan_made', 'parent_email', 'school_invited', 'report_emailed')), 
	CONSTRAINT answer_yes_is_yes_or_no CHECK (yes IN (0, 1)), 
	CONSTRAINT answer_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT answer_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "answer" VALUES(1,1,'no_wifi',NULL,0);
INSERT INTO "answer" VALUES(2,2,'no_wifi',NULL,0);
INSERT INTO "answer" VALUES(3,3,'no_wifi',NULL,0);
INSERT INTO "answer" VALUES(4,1,'no_wifi',1,1);
CREATE TABLE busy (
	id INTEGER NOT NULL, 
	diary_id INTEGER NOT NULL, 
	whose TEXT NOT NULL, 
	starts TEXT NOT NULL, 
	ends TEXT NOT NULL, 
	CONSTRAINT busy_pk PRIMARY KEY (id), 
	CONSTRAINT busy_starts_is_a_moment CHECK (length(starts) BETWEEN 25 AND 32), 
	CONSTRAINT busy_ends_is_a_moment CHECK (length(ends) BETWEEN 25 AND 32), 
	CONSTRAINT busy_diary_id_fk FOREIGN KEY(diary_id) REFERENCES diary (id) ON DELETE CASCADE
)
 STRICT

;
CREATE TABLE calendar (
	id INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	source TEXT NOT NULL, 
	known_until TEXT NOT NULL, 
	opens TEXT NOT NULL, 
	closes TEXT NOT NULL, 
	adopted INTEGER NOT NULL, 
	made_at TEXT NOT NULL, 
	CONSTRAINT calendar_pk PRIMARY KEY (id), 
	CONSTRAINT calendar_sha256_key UNIQUE (sha256), 
	CONSTRAINT calendar_adopted_key UNIQUE (adopted), 
	CONSTRAINT calendar_known_until_is_a_date CHECK (length(known_until) = 10), 
	CONSTRAINT calendar_made_at_is_a_moment CHECK (length(made_at) BETWEEN 25 AND 32)
)
 STRICT

;
INSERT INTO "calendar" VALUES(1,'6c65471bf4a4cb15b77b4a702282d27dfeb38acd1a6f947d211cf647923a3c0c','by hand','2027-12-31','09:00:00','17:00:00',1,'2026-01-30T09:30:00+00:00');
CREATE TABLE conference (
	id INTEGER NOT NULL, 
	ref TEXT NOT NULL, 
	type TEXT NOT NULL, 
	format TEXT NOT NULL, 
	edition_id INTEGER NOT NULL, 
	calendar_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	ends TEXT, 
	ended TEXT, 
	state TEXT NOT NULL, 
	strategy_discussion TEXT, 
	initial_conference TEXT, 
	previous_review TEXT, 
	version INTEGER NOT NULL, 
	CONSTRAINT conference_pk PRIMARY KEY (id), 
	CONSTRAINT conference_ref_key UNIQUE (ref), 
	CONSTRAINT conference_type_is_known CHECK (type IN ('initial', 'review')), 
	CONSTRAINT conference_format_is_known CHECK (format IN ('video', 'written')), 
	CONSTRAINT conference_state_is_known CHECK (state IN ('scheduled', 'held', 'cancelled')), 
	CONSTRAINT conference_at_is_a_moment CHECK (length(at) BETWEEN 25 AND 32), 
	CONSTRAINT conference_ends_is_a_moment CHECK (length(ends) BETWEEN 25 AND 32), 
	CONSTRAINT conference_ended_is_a_moment CHECK (length(ended) BETWEEN 25 AND 32), 
	CONSTRAINT conference_strategy_discussion_is_a_date CHECK (length(strategy_discussion) = 10), 
	CONSTRAINT conference_initial_conference_is_a_date CHECK (length(initial_conference) = 10), 
	CONSTRAINT conference_previous_review_is_a_date CHECK (length(previous_review) = 10), 
	CONSTRAINT conference_edition_id_fk FOREIGN KEY(edition_id) REFERENCES edition (id), 
	CONSTRAINT conference_calendar_id_fk FOREIGN KEY(calendar_id) REFERENCES calendar (id)
)
 STRICT

;
INSERT INTO "conference" VALUES(1,'C-1','initial','video',1,1,'2026-02-12T10:00:00+00:00','2026-02-12T12:00:00+00:00',NULL,'scheduled','2026-01-22',NULL,NULL,6);
INSERT INTO "conference" VALUES(2,'C-2','initial','video',1,1,'2026-02-12T10:00:00+00:00','2026-02-12T12:00:00+00:00',NULL,'cancelled','2026-01-22',NULL,NULL,2);
INSERT INTO "conference" VALUES(3,'C-3','initial','video',1,1,'2026-02-12T10:00:00+00:00','2026-02-12T12:00:00+00:00',NULL,'held','2026-01-22',NULL,NULL,2);
CREATE TABLE day_off (
	calendar_id INTEGER NOT NULL, 
	date TEXT NOT NULL, 
	name TEXT NOT NULL, 
	local INTEGER NOT NULL, 
	CONSTRAINT day_off_pk PRIMARY KEY (calendar_id, date), 
	CONSTRAINT day_off_date_is_a_date CHECK (length(date) = 10), 
	CONSTRAINT day_off_local_is_yes_or_no CHECK (local IN (0, 1)), 
	CONSTRAINT day_off_calendar_id_fk FOREIGN KEY(calendar_id) REFERENCES calendar (id)
)
 STRICT

;
INSERT INTO "day_off" VALUES(1,'2026-04-03','Good Friday',0);
CREATE TABLE diary (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	read_at TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	covers_until TEXT NOT NULL, 
	CONSTRAINT diary_pk PRIMARY KEY (id), 
	CONSTRAINT diary_name_key UNIQUE (name), 
	CONSTRAINT diary_read_at_is_a_moment CHECK (length(read_at) BETWEEN 25 AND 32), 
	CONSTRAINT diary_covers_until_is_a_date CHECK (length(covers_until) = 10)
)
 STRICT

;
CREATE TABLE document (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	pages INTEGER, 
	algorithm TEXT NOT NULL, 
	source_sha256 TEXT, 
	made_at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT document_pk PRIMARY KEY (id), 
	CONSTRAINT document_kind_is_known CHECK (kind IN ('report', 'plan', 'minutes', 'set', 'abridged', 'submitted')), 
	CONSTRAINT document_made_at_is_a_moment CHECK (length(made_at) BETWEEN 25 AND 32), 
	CONSTRAINT document_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT document_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT document_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id)
)
 STRICT

;
INSERT INTO "document" VALUES(1,1,'report','c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0',1234,5,'AES-256, PDF revision 6','5050505050505050505050505050505050505050505050505050505050505050','2026-01-30T09:30:00+00:00','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "document" VALUES(2,1,'report','c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0',1234,5,'AES-256, PDF revision 6','5050505050505050505050505050505050505050505050505050505050505050','2026-01-30T09:30:00+00:00','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "document" VALUES(3,1,'submitted','5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b',99,NULL,'',NULL,'2026-01-30T09:30:00+00:00','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "document" VALUES(4,1,'submitted','6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c6c',7,1,'',NULL,'2026-01-30T09:30:00+00:00','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
CREATE TABLE edition (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	edition TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	text TEXT NOT NULL, 
	frame_text TEXT NOT NULL, 
	first_used_at TEXT NOT NULL, 
	CONSTRAINT edition_pk PRIMARY KEY (id), 
	CONSTRAINT edition_sha256_key UNIQUE (sha256), 
	CONSTRAINT edition_first_used_at_is_a_moment CHECK (length(first_used_at) BETWEEN 25 AND 32)
)
 STRICT

;
INSERT INTO "edition" VALUES(1,'example','Example Council','2026','0000000000000000000000000000000000000000000000000000000000000000','the text','the frame','2026-01-30T09:30:00+00:00');
CREATE TABLE history (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	details TEXT NOT NULL, 
	note TEXT, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT history_pk PRIMARY KEY (id), 
	CONSTRAINT history_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT history_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT history_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id)
)
 STRICT

;
INSERT INTO "history" VALUES(1,1,'scheduled','{"at": "2026-02-12T10:00:00+00:00", "edition": 1, "facts": ["no_wifi=no"]}',NULL,'somebody','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "history" VALUES(2,2,'scheduled','{"at": "2026-02-12T10:00:00+00:00", "edition": 1, "facts": ["no_wifi=no"]}',NULL,'somebody','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "history" VALUES(3,3,'scheduled','{"at": "2026-02-12T10:00:00+00:00", "edition": 1, "facts": ["no_wifi=no"]}',NULL,'somebody','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
INSERT INTO "history" VALUES(4,1,'x','{"number": 1}','a note','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
CREATE TABLE invitation_series (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	made_at TEXT NOT NULL, 
	CONSTRAINT invitation_series_pk PRIMARY KEY (id), 
	CONSTRAINT invitation_series_conference_id_key UNIQUE (conference_id), 
	CONSTRAINT invitation_series_uid_key UNIQUE (uid), 
	CONSTRAINT invitation_series_made_at_is_a_moment CHECK (length(made_at) BETWEEN 25 AND 32), 
	CONSTRAINT invitation_series_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id)
)
 STRICT

;
INSERT INTO "invitation_series" VALUES(1,1,'one@example.org',0,'2026-01-30T09:30:00+00:00');
CREATE TABLE invited (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	outlet TEXT NOT NULL, 
	state TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	address TEXT, 
	folder TEXT, 
	made_at TEXT NOT NULL, 
	sent_at TEXT, 
	answer TEXT, 
	answered_at TEXT, 
	CONSTRAINT invited_pk PRIMARY KEY (id), 
	CONSTRAINT invited_person_id_key UNIQUE (person_id), 
	CONSTRAINT invited_outlet_is_known CHECK (outlet IN ('stdout', 'smtp', 'maildir', 'draft')), 
	CONSTRAINT invited_state_is_known CHECK (state IN ('prepared', 'owed', 'sent', 'unknown', 'failed', 'cancelled')), 
	CONSTRAINT invited_answer_is_known CHECK (answer IN ('accepted', 'declined', 'tentative')), 
	CONSTRAINT invited_made_at_is_a_moment CHECK (length(made_at) BETWEEN 25 AND 32), 
	CONSTRAINT invited_sent_at_is_a_moment CHECK (length(sent_at) BETWEEN 25 AND 32), 
	CONSTRAINT invited_answered_at_is_a_moment CHECK (length(answered_at) BETWEEN 25 AND 32), 
	CONSTRAINT invited_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT invited_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "invited" VALUES(1,1,1,'draft','prepared',0,'p1@example.org','/drafts','2026-01-30T09:30:00+00:00',NULL,NULL,NULL);
CREATE TABLE joining (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER, 
	method TEXT NOT NULL, 
	link TEXT, 
	dial_in TEXT, 
	dial_at TEXT, 
	starts TEXT, 
	ends TEXT, 
	CONSTRAINT joining_pk PRIMARY KEY (id), 
	CONSTRAINT joining_method_is_known CHECK (method IN ('teams', 'skype', 'conference-call', 'whatsapp', 'speakerphone', 'telephone')), 
	CONSTRAINT joining_dial_at_is_a_time CHECK (length(dial_at) = 5), 
	CONSTRAINT joining_starts_is_a_time CHECK (length(starts) = 5), 
	CONSTRAINT joining_ends_is_a_time CHECK (length(ends) = 5), 
	CONSTRAINT joining_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT joining_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "joining" VALUES(1,1,NULL,'teams','https://teams.example.org/l/1','0161 496 0000, PIN 1','09:50',NULL,NULL);
INSERT INTO "joining" VALUES(2,1,2,'telephone',NULL,'0161 496 0001',NULL,'11:00','12:00');
CREATE TABLE mail_seen (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER, 
	fingerprint TEXT NOT NULL, 
	received_at TEXT NOT NULL, 
	submitted_id INTEGER, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT mail_seen_pk PRIMARY KEY (id), 
	CONSTRAINT mail_seen_fingerprint_key UNIQUE (fingerprint), 
	CONSTRAINT mail_seen_received_at_is_a_moment CHECK (length(received_at) BETWEEN 25 AND 32), 
	CONSTRAINT mail_seen_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT mail_seen_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT mail_seen_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT mail_seen_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT mail_seen_submitted_id_fk FOREIGN KEY(submitted_id) REFERENCES submitted (id)
)
 STRICT

;
CREATE TABLE mark (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at TEXT NOT NULL, 
	note TEXT, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT mark_pk PRIMARY KEY (id), 
	CONSTRAINT mark_kind_is_known CHECK (kind IN ('done', 'undone', 'skipped', 'reopened')), 
	CONSTRAINT mark_at_is_a_moment CHECK (length(at) BETWEEN 25 AND 32), 
	CONSTRAINT mark_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT mark_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT mark_task_id_fk FOREIGN KEY(task_id) REFERENCES task (id)
)
 STRICT

;
INSERT INTO "mark" VALUES(1,20,'done','2026-01-30T09:30:00+00:00','as agreed','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00');
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	conference_id INTEGER, 
	person_id INTEGER, 
	recipient TEXT NOT NULL, 
	address TEXT, 
	care TEXT NOT NULL, 
	outlet TEXT NOT NULL, 
	folder TEXT, 
	state TEXT NOT NULL, 
	sequence INTEGER, 
	message_id TEXT NOT NULL, 
	dated_at TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	not_before TEXT, 
	reason TEXT, 
	claimed_by TEXT, 
	lease_until TEXT, 
	finished_at TEXT, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT outbox_pk PRIMARY KEY (id), 
	CONSTRAINT outbox_message_id_key UNIQUE (message_id), 
	CONSTRAINT outbox_care_is_known CHECK (care IN ('staff', 'family')), 
	CONSTRAINT outbox_outlet_is_known CHECK (outlet IN ('stdout', 'smtp', 'maildir', 'draft')), 
	CONSTRAINT outbox_state_is_known CHECK (state IN ('waiting', 'pending', 'claimed', 'sending', 'sent', 'failed', 'unknown', 'withdrawn')), 
	CONSTRAINT outbox_dated_at_is_a_moment CHECK (length(dated_at) BETWEEN 25 AND 32), 
	CONSTRAINT outbox_made_at_is_a_moment CHECK (length(made_at) BETWEEN 25 AND 32), 
	CONSTRAINT outbox_not_before_is_a_moment CHECK (length(not_before) BETWEEN 25 AND 32), 
	CONSTRAINT outbox_lease_until_is_a_moment CHECK (length(lease_until) BETWEEN 25 AND 32), 
	CONSTRAINT outbox_finished_at_is_a_moment CHECK (length(finished_at) BETWEEN 25 AND 32), 
	CONSTRAINT outbox_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT outbox_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT outbox_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "outbox" VALUES(1,'reminders',NULL,NULL,'one@example.org','One@example.org','staff','smtp',NULL,'pending',NULL,'54F7E8B6171CA9E0','2026-01-30T09:30:00+00:00','2026-01-30T09:30:00+00:00',0,NULL,NULL,NULL,NULL,NULL,'2026-01-30T09:30:12.000000+00:00');
CREATE TABLE person (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	short_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	name TEXT NOT NULL, 
	email TEXT, 
	phone TEXT, 
	agency TEXT, 
	added_at TEXT NOT NULL, 
	CONSTRAINT person_pk PRIMARY KEY (id), 
	CONSTRAINT person_conference_id_short_id_key UNIQUE (conference_id, short_id), 
	CONSTRAINT person_role_is_known CHECK (role IN ('mother', 'father', 'parent', 'carer', 'young_person', 'supporter', 'social_worker', 'manager', 'chair', 'minute_taker', 'administrator', 'team_administrator', 'early_help', 'school', 'health', 'police', 'probation', 'housing', 'advocate', 'interpreter', 'parent_representative', 'other_professional')), 
	CONSTRAINT person_added_at_is_a_moment CHECK (length(added_at) BETWEEN 25 AND 32), 
	CONSTRAINT person_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id)
)
 STRICT

;
INSERT INTO "person" VALUES(1,1,'p1','mother','Parent One','one@example.org','020 7946 0101',NULL,'2026-01-30T09:30:00+00:00');
INSERT INTO "person" VALUES(2,1,'p2','father','Parent Two',NULL,NULL,NULL,'2026-01-30T09:30:00+00:00');
INSERT INTO "person" VALUES(3,1,'p3','school','School Two',NULL,NULL,'Example School','2026-01-30T09:30:00+00:00');
INSERT INTO "person" VALUES(4,1,'p4','chair','Chair One','chair@example.org',NULL,NULL,'2026-01-30T09:30:00+00:00');
INSERT INTO "person" VALUES(5,1,'p5','interpreter','Interpreter One','interpreter@example.org',NULL,NULL,'2026-01-30T09:30:00+00:00');
CREATE TABLE reminder (
	id INTEGER NOT NULL, 
	outbox_id INTEGER NOT NULL, 
	task_id INTEGER, 
	conference_id INTEGER, 
	recipient TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	wanted TEXT NOT NULL, 
	CONSTRAINT reminder_pk PRIMARY KEY (id), 
	CONSTRAINT reminder_task_id_recipient_reason_wanted_key UNIQUE (task_id, recipient, reason, wanted), 
	CONSTRAINT reminder_reason_is_known CHECK (reason IN ('soon', 'literal', 'today', 'overdue', 'escalated', 'limit_passed', 'not_recorded_as_held', 'book_again')), 
	CONSTRAINT reminder_wanted_is_a_moment CHECK (length(wanted) BETWEEN 25 AND 32), 
	CONSTRAINT reminder_is_of_one_thing CHECK ((task_id IS NULL) <> (conference_id IS NULL)), 
	CONSTRAINT reminder_outbox_id_fk FOREIGN KEY(outbox_id) REFERENCES outbox (id) ON DELETE CASCADE, 
	CONSTRAINT reminder_task_id_fk FOREIGN KEY(task_id) REFERENCES task (id) ON DELETE CASCADE, 
	CONSTRAINT reminder_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id)
)
 STRICT

;
INSERT INTO "reminder" VALUES(1,1,1,NULL,'one@example.org','soon','2026-02-09T17:00:00+00:00');
CREATE TABLE reminder_run (
	id INTEGER NOT NULL, 
	finished_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	warn_after TEXT NOT NULL, 
	CONSTRAINT reminder_run_pk PRIMARY KEY (id), 
	CONSTRAINT reminder_run_id_is_one CHECK (id = 1), 
	CONSTRAINT reminder_run_finished_at_is_a_moment CHECK (length(finished_at) BETWEEN 25 AND 32), 
	CONSTRAINT reminder_run_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT reminder_run_warn_after_is_a_moment CHECK (length(warn_after) BETWEEN 25 AND 32)
)
 STRICT

;
CREATE TABLE report_step (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	step TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	CONSTRAINT report_step_pk PRIMARY KEY (id), 
	CONSTRAINT report_step_step_is_known CHECK (step IN ('requested', 'forwarded')), 
	CONSTRAINT report_step_at_is_a_moment CHECK (length(at) BETWEEN 25 AND 32), 
	CONSTRAINT report_step_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT report_step_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT report_step_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT report_step_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
CREATE TABLE rule (
	id INTEGER NOT NULL, 
	edition_id INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	format TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	clause TEXT NOT NULL, 
	name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	role TEXT, 
	joint TEXT NOT NULL, 
	"each" TEXT, 
	phase TEXT, 
	due_words TEXT, 
	anchor TEXT, 
	reading TEXT NOT NULL, 
	local INTEGER NOT NULL, 
	conditions TEXT NOT NULL, 
	section TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	only_after TEXT NOT NULL, 
	gated_by TEXT NOT NULL, 
	answers TEXT, 
	CONSTRAINT rule_pk PRIMARY KEY (id), 
	CONSTRAINT rule_edition_id_type_format_kind_place_key UNIQUE (edition_id, type, format, kind, place), 
	CONSTRAINT rule_type_is_known CHECK (type IN ('initial', 'review')), 
	CONSTRAINT rule_format_is_known CHECK (format IN ('video', 'written')), 
	CONSTRAINT rule_kind_is_known CHECK (kind IN ('task', 'limit')), 
	CONSTRAINT rule_local_is_yes_or_no CHECK (local IN (0, 1)), 
	CONSTRAINT rule_edition_id_fk FOREIGN KEY(edition_id) REFERENCES edition (id)
)
 STRICT

;
INSERT INTO "rule" VALUES(1,1,'initial','video','task',0,'X-1','invite','Invite','administrator','',NULL,'preparation',NULL,NULL,'R6',0,'','1','','','',NULL);
INSERT INTO "rule" VALUES(2,1,'initial','video','task',1,'X-2','share-reports','Share reports','professional','',NULL,'preparation','3 working days before conference','conference','R1',0,'','1','','','',NULL);
INSERT INTO "rule" VALUES(3,1,'initial','video','task',2,'X-3','email-report','Email report','social_worker','','parent','preparation',NULL,NULL,'R6',0,'parent_email','1','','','','report_emailed');
INSERT INTO "rule" VALUES(4,1,'initial','video','task',3,'X-4','plan-split','Plan split','chair','manager social_worker',NULL,'preparation',NULL,NULL,'R6',0,'split !parent_excluded','1','','invite','X-9',NULL);
INSERT INTO "rule" VALUES(5,1,'initial','video','task',4,'X-5','send-plan','Send plan','chair','',NULL,'follow-up','within 1 working day of conference','conference','R8',1,'','1','','','',NULL);
INSERT INTO "rule" VALUES(6,1,'initial','video','task',5,'X-6','thank','Thank','chair','',NULL,'follow-up',NULL,NULL,'R6',0,'','1','','','',NULL);
INSERT INTO "rule" VALUES(7,1,'initial','video','limit',0,'X-L1','in-time','Held within 15 working days',NULL,'',NULL,NULL,'within 15 working days of strategy-discussion','strategy-discussion','R8',0,'','1','','','',NULL);
INSERT INTO "rule" VALUES(8,1,'review','video','task',0,'X-1','invite','Invite','administrator','',NULL,'preparation',NULL,NULL,'R6',0,'','1','','','',NULL);
INSERT INTO "rule" VALUES(9,1,'review','video','task',1,'X-2','share-reports','Share reports','professional','',NULL,'preparation','3 working days before conference','conference','R1',0,'','1','','','',NULL);
INSERT INTO "rule" VALUES(10,1,'review','video','task',2,'X-3','email-report','Email report','social_worker','','parent','preparation',NULL,NULL,'R6',0,'parent_email','1','','','','report_emailed');
INSERT INTO "rule" VALUES(11,1,'review','video','task',3,'X-4','plan-split','Plan split','chair','manager social_worker',NULL,'preparation',NULL,NULL,'R6',0,'split !parent_excluded','1','','invite','X-9',NULL);
INSERT INTO "rule" VALUES(12,1,'review','video','task',4,'X-5','send-plan','Send plan','chair','',NULL,'follow-up','within 1 working day of conference','conference','R8',1,'','1','','','',NULL);
INSERT INTO "rule" VALUES(13,1,'review','video','task',5,'X-6','thank','Thank','chair','',NULL,'follow-up',NULL,NULL,'R6',0,'','1','','','',NULL);
CREATE TABLE rule_order (
	before_rule INTEGER NOT NULL, 
	after_rule INTEGER NOT NULL, 
	CONSTRAINT rule_order_pk PRIMARY KEY (before_rule, after_rule), 
	CONSTRAINT rule_order_before_rule_fk FOREIGN KEY(before_rule) REFERENCES rule (id), 
	CONSTRAINT rule_order_after_rule_fk FOREIGN KEY(after_rule) REFERENCES rule (id)
)
 STRICT

;
INSERT INTO "rule_order" VALUES(1,2);
INSERT INTO "rule_order" VALUES(1,4);
INSERT INTO "rule_order" VALUES(8,9);
INSERT INTO "rule_order" VALUES(8,11);
CREATE TABLE sharing (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER, 
	kind TEXT NOT NULL, 
	way TEXT NOT NULL, 
	state TEXT NOT NULL, 
	transport TEXT NOT NULL, 
	password TEXT NOT NULL, 
	document_id INTEGER, 
	made_at TEXT NOT NULL, 
	address TEXT, 
	folder TEXT, 
	address_confirmed_by TEXT, 
	sent_at TEXT, 
	received_at TEXT, 
	received_how TEXT, 
	confirmed_by TEXT, 
	released_at TEXT, 
	released_by TEXT, 
	CONSTRAINT sharing_pk PRIMARY KEY (id), 
	CONSTRAINT sharing_kind_is_known CHECK (kind IN ('report', 'plan', 'minutes', 'set', 'abridged', 'submitted')), 
	CONSTRAINT sharing_way_is_known CHECK (way IN ('email', 'telephone', 'letterbox', 'visit')), 
	CONSTRAINT sharing_state_is_known CHECK (state IN ('preparing', 'prepared', 'sending', 'sent', 'received', 'releasing', 'released', 'shared', 'replaced')), 
	CONSTRAINT sharing_transport_is_known CHECK (transport IN ('draft', 'smtp')), 
	CONSTRAINT sharing_password_is_known CHECK (password IN ('held', 'agreed', 'none')), 
	CONSTRAINT sharing_received_how_is_known CHECK (received_how IN ('phone', 'email', 'visit', 'text')), 
	CONSTRAINT sharing_released_by_is_known CHECK (released_by IN ('message', 'phone')), 
	CONSTRAINT sharing_made_at_is_a_moment CHECK (length(made_at) BETWEEN 25 AND 32), 
	CONSTRAINT sharing_sent_at_is_a_moment CHECK (length(sent_at) BETWEEN 25 AND 32), 
	CONSTRAINT sharing_received_at_is_a_moment CHECK (length(received_at) BETWEEN 25 AND 32), 
	CONSTRAINT sharing_released_at_is_a_moment CHECK (length(released_at) BETWEEN 25 AND 32), 
	CONSTRAINT sharing_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT sharing_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT sharing_document_id_fk FOREIGN KEY(document_id) REFERENCES document (id)
)
 STRICT

;
INSERT INTO "sharing" VALUES(1,1,1,'report','email','replaced','draft','held',1,'2026-01-30T09:30:00+00:00','one@example.org','/first',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "sharing" VALUES(2,1,1,'report','email','received','draft','held',2,'2026-01-30T09:30:00+00:00','one@example.org','/reports',NULL,'2026-01-30T09:30:00+00:00','2026-01-30T09:30:00+00:00','phone','Parent One',NULL,NULL);
INSERT INTO "sharing" VALUES(3,1,NULL,'set','email','prepared','draft','held',NULL,'2026-01-30T09:30:00+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE statutory_limit (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	rule_id INTEGER NOT NULL, 
	anchored TEXT, 
	due TEXT, 
	literal TEXT, 
	met INTEGER, 
	provisional INTEGER NOT NULL, 
	CONSTRAINT statutory_limit_pk PRIMARY KEY (id), 
	CONSTRAINT statutory_limit_anchored_is_a_date CHECK (length(anchored) = 10), 
	CONSTRAINT statutory_limit_due_is_a_moment CHECK (length(due) BETWEEN 25 AND 32), 
	CONSTRAINT statutory_limit_literal_is_a_moment CHECK (length(literal) BETWEEN 25 AND 32), 
	CONSTRAINT statutory_limit_met_is_yes_or_no CHECK (met IN (0, 1)), 
	CONSTRAINT statutory_limit_provisional_is_yes_or_no CHECK (provisional IN (0, 1)), 
	CONSTRAINT statutory_limit_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT statutory_limit_rule_id_fk FOREIGN KEY(rule_id) REFERENCES rule (id)
)
 STRICT

;
INSERT INTO "statutory_limit" VALUES(2,2,7,'2026-01-22','2026-02-12T17:00:00+00:00',NULL,1,0);
INSERT INTO "statutory_limit" VALUES(3,3,7,'2026-01-22','2026-02-12T17:00:00+00:00',NULL,1,0);
INSERT INTO "statutory_limit" VALUES(4,1,7,'2026-01-22','2026-02-12T17:00:00+00:00',NULL,1,0);
CREATE TABLE submitted (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	document_id INTEGER NOT NULL, 
	received_at TEXT NOT NULL, 
	withheld TEXT, 
	removed_at TEXT, 
	removed_reason TEXT, 
	CONSTRAINT submitted_pk PRIMARY KEY (id), 
	CONSTRAINT submitted_conference_id_number_key UNIQUE (conference_id, number), 
	CONSTRAINT submitted_received_at_is_a_moment CHECK (length(received_at) BETWEEN 25 AND 32), 
	CONSTRAINT submitted_removed_at_is_a_moment CHECK (length(removed_at) BETWEEN 25 AND 32), 
	CONSTRAINT submitted_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT submitted_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT submitted_document_id_fk FOREIGN KEY(document_id) REFERENCES document (id)
)
 STRICT

;
INSERT INTO "submitted" VALUES(1,1,3,1,'/reports/school.pdf',3,'2026-01-30T09:30:00+00:00',NULL,NULL,NULL);
INSERT INTO "submitted" VALUES(2,1,4,2,'/reports/chair.pdf',4,'2026-01-30T09:30:00+00:00','a draft','2026-01-30T09:30:00+00:00','sent by mistake');
CREATE TABLE task (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	rule_id INTEGER NOT NULL, 
	person_id INTEGER, 
	about_id INTEGER, 
	due TEXT, 
	literal TEXT, 
	needed_by TEXT, 
	provisional INTEGER NOT NULL, 
	applies INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	outstanding INTEGER NOT NULL, 
	late_at_booking INTEGER NOT NULL, 
	marked_at TEXT, 
	marked_by TEXT, 
	CONSTRAINT task_pk PRIMARY KEY (id), 
	CONSTRAINT task_state_is_known CHECK (state IN ('open', 'done', 'skipped')), 
	CONSTRAINT task_due_is_a_moment CHECK (length(due) BETWEEN 25 AND 32), 
	CONSTRAINT task_literal_is_a_moment CHECK (length(literal) BETWEEN 25 AND 32), 
	CONSTRAINT task_needed_by_is_a_moment CHECK (length(needed_by) BETWEEN 25 AND 32), 
	CONSTRAINT task_marked_at_is_a_moment CHECK (length(marked_at) BETWEEN 25 AND 32), 
	CONSTRAINT task_provisional_is_yes_or_no CHECK (provisional IN (0, 1)), 
	CONSTRAINT task_applies_is_yes_or_no CHECK (applies IN (0, 1)), 
	CONSTRAINT task_outstanding_is_yes_or_no CHECK (outstanding IN (0, 1)), 
	CONSTRAINT task_late_at_booking_is_yes_or_no CHECK (late_at_booking IN (0, 1)), 
	CONSTRAINT task_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT task_rule_id_fk FOREIGN KEY(rule_id) REFERENCES rule (id), 
	CONSTRAINT task_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT task_about_id_fk FOREIGN KEY(about_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "task" VALUES(1,1,1,NULL,NULL,NULL,NULL,'2026-02-09T17:00:00+00:00',0,1,'open',1,0,NULL,NULL);
INSERT INTO "task" VALUES(4,1,4,4,NULL,NULL,NULL,'2026-02-12T10:00:00+00:00',0,0,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(5,1,5,4,NULL,'2026-02-13T17:00:00+00:00',NULL,NULL,0,1,'open',1,0,NULL,NULL);
INSERT INTO "task" VALUES(6,1,6,4,NULL,NULL,NULL,NULL,0,1,'open',1,0,NULL,NULL);
INSERT INTO "task" VALUES(7,2,1,NULL,NULL,NULL,NULL,'2026-02-09T17:00:00+00:00',0,1,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(8,2,2,NULL,NULL,'2026-02-09T17:00:00+00:00',NULL,NULL,0,1,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(9,2,3,NULL,NULL,NULL,NULL,'2026-02-12T10:00:00+00:00',0,0,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(10,2,4,NULL,NULL,NULL,NULL,'2026-02-12T10:00:00+00:00',0,0,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(11,2,5,NULL,NULL,'2026-02-13T17:00:00+00:00',NULL,NULL,0,1,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(12,2,6,NULL,NULL,NULL,NULL,NULL,0,1,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(13,3,1,NULL,NULL,NULL,NULL,'2026-02-09T17:00:00+00:00',0,1,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(14,3,2,NULL,NULL,'2026-02-09T17:00:00+00:00',NULL,NULL,0,1,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(15,3,3,NULL,NULL,NULL,NULL,'2026-02-12T10:00:00+00:00',0,0,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(16,3,4,NULL,NULL,NULL,NULL,'2026-02-12T10:00:00+00:00',0,0,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(17,3,5,NULL,NULL,'2026-02-13T17:00:00+00:00',NULL,NULL,0,1,'open',1,0,NULL,NULL);
INSERT INTO "task" VALUES(18,3,6,NULL,NULL,NULL,NULL,NULL,0,1,'open',1,0,NULL,NULL);
INSERT INTO "task" VALUES(19,1,2,3,NULL,'2026-02-09T17:00:00+00:00',NULL,NULL,0,1,'open',1,0,NULL,NULL);
INSERT INTO "task" VALUES(20,1,3,NULL,1,NULL,NULL,'2026-02-12T10:00:00+00:00',0,1,'done',0,0,'2026-01-30T09:30:00+00:00','worker');
INSERT INTO "task" VALUES(21,1,3,NULL,2,NULL,NULL,'2026-02-12T10:00:00+00:00',0,0,'open',0,0,NULL,NULL);
INSERT INTO "task" VALUES(22,1,2,5,NULL,'2026-02-09T17:00:00+00:00',NULL,NULL,0,0,'open',0,0,NULL,NULL);
CREATE TABLE withheld_term (
	id INTEGER NOT NULL, 
	conference_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	machine_at TEXT NOT NULL, 
	words TEXT NOT NULL, 
	CONSTRAINT withheld_term_pk PRIMARY KEY (id), 
	CONSTRAINT withheld_term_person_id_number_key UNIQUE (person_id, number), 
	CONSTRAINT withheld_term_kind_is_known CHECK (kind IN ('address', 'school', 'phone', 'name', 'other')), 
	CONSTRAINT withheld_term_recorded_at_is_a_moment CHECK (length(recorded_at) BETWEEN 25 AND 32), 
	CONSTRAINT withheld_term_machine_at_is_a_moment CHECK (length(machine_at) BETWEEN 25 AND 32), 
	CONSTRAINT withheld_term_conference_id_fk FOREIGN KEY(conference_id) REFERENCES conference (id), 
	CONSTRAINT withheld_term_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT

;
INSERT INTO "withheld_term" VALUES(1,1,2,1,'address','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00','1 Example Street');
INSERT INTO "withheld_term" VALUES(2,1,2,2,'school','worker','2026-01-30T09:30:00+00:00','2026-01-30T09:30:12.000000+00:00','Example School');
CREATE INDEX conference_at ON conference (at);
CREATE INDEX statutory_limit_conference ON statutory_limit (conference_id);
CREATE INDEX history_conference ON history (conference_id);
CREATE INDEX document_sha256 ON document (sha256);
CREATE INDEX document_source_sha256 ON document (source_sha256);
CREATE UNIQUE INDEX answer_for_one ON answer (conference_id, fact, person_id);
CREATE UNIQUE INDEX answer_for_everybody ON answer (conference_id, fact) WHERE person_id IS NULL;
CREATE INDEX task_outstanding ON task (outstanding) WHERE outstanding = 1;
CREATE INDEX task_conference ON task (conference_id);
CREATE INDEX sharing_conference ON sharing (conference_id);
CREATE UNIQUE INDEX sharing_for_professionals ON sharing (conference_id, kind) WHERE person_id IS NULL AND state NOT IN ('preparing', 'replaced');
CREATE INDEX sharing_document ON sharing (document_id);
CREATE UNIQUE INDEX sharing_for_one ON sharing (conference_id, person_id, kind) WHERE state NOT IN ('preparing', 'replaced');
CREATE INDEX withheld_term_conference ON withheld_term (conference_id);
CREATE INDEX submitted_document ON submitted (document_id);
CREATE INDEX mark_task ON mark (task_id);
CREATE INDEX invited_conference ON invited (conference_id);
CREATE INDEX busy_whose_starts ON busy (whose, starts);
CREATE INDEX busy_diary ON busy (diary_id);
CREATE INDEX report_step_conference ON report_step (conference_id);
CREATE UNIQUE INDEX joining_for_everybody ON joining (conference_id) WHERE person_id IS NULL;
CREATE UNIQUE INDEX joining_for_one ON joining (conference_id, person_id);
CREATE INDEX reminder_outbox ON reminder (outbox_id);
CREATE UNIQUE INDEX reminder_of_a_conference ON reminder (conference_id, recipient, reason, wanted) WHERE conference_id IS NOT NULL;
CREATE INDEX conference_ref_lower ON conference (lower(ref));
CREATE INDEX conference_not_held ON conference (state, at) WHERE state <> 'held';
CREATE INDEX statutory_limit_not_met ON statutory_limit (conference_id) WHERE met = 0;
CREATE INDEX outbox_owed ON outbox (state) WHERE state IN ('waiting', 'pending', 'claimed', 'sending', 'failed', 'unknown');
CREATE INDEX outbox_conference ON outbox (conference_id);
CREATE VIEW outstanding AS
/* A task that somebody still has to do: open and applying. Tasks of a cancelled conference, and preparation for one that was held, are left out. */
SELECT
  t.id AS id,
  c.ref AS ref,
  t.rule_id AS rule,
  r.place AS place,
  r.clause AS clause,
  r.name AS task,
  r.title AS title,
  r.role AS role,
  r.joint AS joint,
  r.each AS each,
  r.phase AS phase,
  owing.short_id AS person,
  owing.role AS owner,
  concerned.short_id AS about,
  t.due AS due,
  t.literal AS literal,
  t.needed_by AS needed_by,
  COALESCE(t.due, t.needed_by) AS wanted,
  r.reading AS reading,
  r.local AS local,
  t.provisional AS provisional,
  t.applies AS applies,
  t.state AS state,
  t.late_at_booking AS late_at_booking,
  r.conditions AS conditions,
  t.marked_at AS marked_at,
  t.marked_by AS marked_by
FROM task t
JOIN conference c ON c.id = t.conference_id
JOIN rule r ON r.id = t.rule_id
LEFT JOIN person owing ON owing.id = t.person_id
LEFT JOIN person concerned ON concerned.id = t.about_id
WHERE t.outstanding = 1;
CREATE VIEW timeline AS
/* A task of a conference, whether or not it applies and whatever its state. */
SELECT
  t.id AS id,
  c.ref AS ref,
  t.rule_id AS rule,
  r.place AS place,
  r.clause AS clause,
  r.name AS task,
  r.title AS title,
  r.role AS role,
  r.joint AS joint,
  r.each AS each,
  r.phase AS phase,
  owing.short_id AS person,
  owing.role AS owner,
  concerned.short_id AS about,
  t.due AS due,
  t.literal AS literal,
  t.needed_by AS needed_by,
  COALESCE(t.due, t.needed_by) AS wanted,
  r.reading AS reading,
  r.local AS local,
  t.provisional AS provisional,
  t.applies AS applies,
  t.state AS state,
  t.late_at_booking AS late_at_booking,
  r.conditions AS conditions,
  t.marked_at AS marked_at,
  t.marked_by AS marked_by
FROM task t
JOIN conference c ON c.id = t.conference_id
JOIN rule r ON r.id = t.rule_id
LEFT JOIN person owing ON owing.id = t.person_id
LEFT JOIN person concerned ON concerned.id = t.about_id;
CREATE VIEW conferences AS
/* A conference, with the edition and the working calendar that it is pinned to. */
SELECT
  c.id AS id,
  c.ref AS ref,
  c.type AS type,
  c.format AS format,
  e.name AS procedure,
  e.title AS procedure_title,
  e.edition AS procedure_edition,
  c.edition_id AS edition,
  c.calendar_id AS calendar,
  c.at AS at,
  c.ends AS ends,
  c.ended AS ended,
  c.state AS state,
  c.strategy_discussion AS strategy_discussion,
  c.initial_conference AS initial_conference,
  c.previous_review AS previous_review,
  c.version AS version
FROM conference c
JOIN edition e ON e.id = c.edition_id;
CREATE VIEW limits AS
/* A statutory limit on a conference. */
SELECT
  s.id AS id,
  c.ref AS ref,
  r.place AS place,
  r.clause AS clause,
  r.name AS name,
  r.title AS title,
  r.anchor AS anchor,
  s.anchored AS anchored,
  s.due AS due,
  s.literal AS literal,
  s.met AS met,
  s.provisional AS provisional,
  r.reading AS reading
FROM statutory_limit s
JOIN conference c ON c.id = s.conference_id
JOIN rule r ON r.id = s.rule_id;
CREATE VIEW marks_log AS
/* A mark: a task was done, undone, skipped or reopened. */
SELECT
  m.id AS id,
  c.ref AS ref,
  m.task_id AS task_id,
  r.clause AS clause,
  r.name AS task,
  owing.short_id AS person,
  concerned.short_id AS about,
  m.kind AS kind,
  m.at AS at,
  m.by AS marked_by,
  m.recorded_at AS recorded_at,
  m.machine_at AS machine_at
FROM mark m
JOIN task t ON t.id = m.task_id
JOIN conference c ON c.id = t.conference_id
JOIN rule r ON r.id = t.rule_id
LEFT JOIN person owing ON owing.id = t.person_id
LEFT JOIN person concerned ON concerned.id = t.about_id;
CREATE VIEW sharings AS
/* A document for one recipient, and how far it has got on its way to them. */
SELECT
  s.id AS id,
  c.ref AS ref,
  p.short_id AS person,
  s.kind AS kind,
  s.way AS way,
  s.state AS state,
  s.transport AS transport,
  s.password AS password,
  d.sha256 AS sha256,
  d.size AS size,
  d.pages AS pages,
  d.algorithm AS algorithm,
  s.made_at AS made_at,
  s.sent_at AS sent_at,
  s.received_at AS received_at,
  s.received_how AS received_how,
  s.released_at AS released_at,
  s.released_by AS released_by
FROM sharing s
JOIN conference c ON c.id = s.conference_id
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN document d ON d.id = s.document_id;
CREATE VIEW documents_log AS
/* A document that was made or submitted, with what identifies it. */
SELECT
  d.id AS id,
  c.ref AS ref,
  d.kind AS kind,
  d.sha256 AS sha256,
  d.size AS size,
  d.pages AS pages,
  d.algorithm AS algorithm,
  d.source_sha256 AS source_sha256,
  d.made_at AS made_at,
  d.by AS recorded_by,
  d.recorded_at AS recorded_at,
  d.machine_at AS machine_at
FROM document d
JOIN conference c ON c.id = d.conference_id;
CREATE VIEW outbox_log AS
/* A message of the outbox, and what became of it. */
SELECT
  o.id AS id,
  o.kind AS kind,
  c.ref AS ref,
  p.short_id AS person,
  o.care AS care,
  o.outlet AS outlet,
  o.state AS state,
  o.sequence AS sequence,
  (SELECT COUNT(DISTINCT n.task_id) + COUNT(n.conference_id)
    FROM reminder n WHERE n.outbox_id = o.id) AS reminders,
  o.tries AS tries,
  o.reason AS reason,
  o.made_at AS made_at,
  o.not_before AS not_before,
  o.finished_at AS finished_at
FROM outbox o
LEFT JOIN conference c ON c.id = o.conference_id
LEFT JOIN person p ON p.id = o.person_id;
CREATE VIEW invitations_log AS
/* An invitation to a conference. Of one that is owed, the state comes from the outbox. */
SELECT
  i.id AS id,
  c.ref AS ref,
  p.short_id AS person,
  i.outlet AS outlet,
  CASE
    WHEN i.state <> 'owed' OR o.id IS NULL THEN i.state
    WHEN o.state = 'unknown' OR (o.state = 'sending' AND o.care = 'family') THEN 'unknown'
    WHEN o.state IN ('failed', 'withdrawn') THEN 'failed'
    WHEN o.state <> 'sent' THEN 'owed'
    WHEN o.outlet = 'draft' THEN 'prepared'
    WHEN o.kind = 'cancellation' THEN 'cancelled'
    ELSE 'sent'
  END AS state,
  i.sequence AS sequence,
  i.made_at AS made_at,
  CASE
    WHEN i.state = 'owed' AND o.state = 'sent' AND o.outlet <> 'draft' THEN o.finished_at
    ELSE i.sent_at
  END AS sent_at,
  i.answer AS answer,
  i.answered_at AS answered_at
FROM invited i
JOIN conference c ON c.id = i.conference_id
JOIN person p ON p.id = i.person_id
LEFT JOIN outbox o ON o.id = (
  SELECT m.id FROM outbox m
  WHERE m.conference_id = i.conference_id AND m.person_id = i.person_id
    AND m.sequence = i.sequence AND m.kind <> 'reminders'
    /* A cancellation to an address that they had before tells nothing of this one. */
    AND (m.kind <> 'cancellation' OR m.address = i.address)
  ORDER BY m.state = 'withdrawn', m.id DESC LIMIT 1
);
CREATE TRIGGER mark_no_update BEFORE update ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
CREATE TRIGGER mark_no_delete BEFORE delete ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
CREATE TRIGGER mark_no_replace BEFORE INSERT ON mark WHEN EXISTS (SELECT 1 FROM mark WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;
CREATE TRIGGER history_no_update BEFORE update ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE delete ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_no_replace BEFORE INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER document_no_update BEFORE update ON document BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER document_no_delete BEFORE delete ON document BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER document_no_replace BEFORE INSERT ON document WHEN EXISTS (SELECT 1 FROM document WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
COMMIT;
PRAGMA application_id=1668309862;
