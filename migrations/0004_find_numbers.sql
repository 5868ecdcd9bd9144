-- An invoice is found by its number, as people write it, where its key is more than that
-- (company|number). Where both are the same, item_key finds it.
CREATE INDEX item_number ON item (number) WHERE number <> key;
