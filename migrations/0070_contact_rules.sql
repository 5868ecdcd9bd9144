-- Whether, when and how a customer may be contacted, as the history says; derived.

CREATE TABLE contact_rule (     -- one row a customer about whom anything was said
    customer INTEGER PRIMARY KEY,
    zone TEXT NOT NULL,         -- name in the tz database, or ''
    country TEXT NOT NULL,      -- whose zones and holidays are theirs; '': the ledger's country
    party TEXT NOT NULL,        -- consumer, business or ''
    hours TEXT NOT NULL,        -- 09:00-15:00 by their own clock, or ''
    language TEXT NOT NULL,
    stops TEXT NOT NULL,        -- JSON: [{"id", "what", "channel", "since", "until"}]
    consents TEXT NOT NULL      -- JSON: channels they said yes to
) STRICT;
