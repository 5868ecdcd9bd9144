-- Cases: what others than the collector settle about an account, derived from the history.

CREATE TABLE case_file (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,          -- complaint, support, ... (docs/states.md)
    customer INTEGER NOT NULL,
    state TEXT NOT NULL,
    open INTEGER NOT NULL,       -- 1 while somebody has to do something
    waits_for TEXT NOT NULL,     -- whose turn it is: a login, a department or a role
    owner TEXT NOT NULL,
    department TEXT NOT NULL,
    topic TEXT NOT NULL,         -- what it is about, by the book's list
    cause TEXT NOT NULL,         -- root cause, by the book's list
    currency TEXT NOT NULL,      -- of minor; '' where no amount is known
    minor INTEGER NOT NULL,      -- what it is about
    opened_day INTEGER NOT NULL,
    opened_t INTEGER NOT NULL,   -- microseconds of the event that opened it
    opened_by TEXT NOT NULL,
    moved_day INTEGER NOT NULL,  -- of the last step
    due_day INTEGER,
    items TEXT NOT NULL,         -- JSON: ref, minor
    body TEXT NOT NULL           -- JSON: what was said last of each field, and every step
) STRICT, WITHOUT ROWID;
CREATE INDEX case_customer ON case_file (customer);
CREATE INDEX case_list ON case_file (kind, open, due_day);
CREATE INDEX case_waits ON case_file (waits_for) WHERE open = 1;
