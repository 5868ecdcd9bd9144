-- Letters that were decided on, sent, answered or came back: derived from the history.

CREATE TABLE letter (
    id TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    currency TEXT NOT NULL,
    paper TEXT NOT NULL,        -- courtesy, reminder, demand, final, attorney, confirmation, statement; '' for a hold
    level INTEGER NOT NULL,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,      -- mail, letter
    state TEXT NOT NULL,        -- edited, accepted, skipped, held, released, sending, sent, bounced, answered, withdrawn
    minor INTEGER NOT NULL,     -- what it asks for of the documents listed
    decided_by TEXT NOT NULL,
    decided_day INTEGER,
    sent_day INTEGER,
    via TEXT NOT NULL,          -- smtp, folder
    message_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,       -- of the exact text
    items TEXT NOT NULL         -- JSON: ref, level, minor
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_customer ON letter (customer);
CREATE INDEX letter_state ON letter (state, decided_day);
CREATE INDEX letter_message ON letter (message_id) WHERE message_id <> '';
CREATE INDEX letter_sent ON letter (sent_day) WHERE sent_day IS NOT NULL;
