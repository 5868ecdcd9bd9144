-- Who signs a stream: the key of one person on one device, and its signature over the stream's head.

ALTER TABLE stream ADD COLUMN key BLOB;             -- Ed25519, public; NULL: unsigned until now
ALTER TABLE stream ADD COLUMN signed_from INTEGER;  -- the first event that was signed; those before are sealed by it
ALTER TABLE stream ADD COLUMN sig BLOB;             -- over book, stream, actor, signed_from, seq and hash
