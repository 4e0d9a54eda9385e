"""What the database itself refuses of shares: more than the whole, and less than it when signed.

The sum over rows that others may be writing is right only if they take turns: the vanguard's row
is held (`FOR NO KEY UPDATE`, which does not wait for the foreign keys of the rows themselves), and
each statement then sees what was committed before. Under a snapshot that is older than the lock the
sum would be wrong, so that a transaction at a stricter level than READ COMMITTED is refused.
"""

_TAKE_TURNS = """
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Shares are written at READ COMMITTED alone.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM 1 FROM organisations_vanguard WHERE id = NEW.vanguard_id FOR NO KEY UPDATE;
"""

NEVER_OVER_THE_WHOLE = """
CREATE OR REPLACE FUNCTION guard_shares() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE most numeric;
BEGIN -- take turns
    SELECT max(total) INTO most FROM (
        SELECT sum(o.share) AS total
          FROM (SELECT DISTINCT starts_on FROM gp_relationships_gprole
                 WHERE vanguard_id = NEW.vanguard_id AND kind = 'part_owner') d
          JOIN gp_relationships_gprole o
            ON o.vanguard_id = NEW.vanguard_id AND o.kind = 'part_owner'
           AND o.starts_on <= d.starts_on AND (o.ends_on IS NULL OR o.ends_on > d.starts_on)
         GROUP BY d.starts_on) days;
    IF most > 100 THEN
        RAISE EXCEPTION 'The shares of this MCP come to % per cent on some day.', most
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS guard_shares ON gp_relationships_gprole;
CREATE CONSTRAINT TRIGGER guard_shares
    AFTER INSERT OR UPDATE OF share, starts_on, ends_on, kind, vanguard_id
    ON gp_relationships_gprole DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind = 'part_owner') EXECUTE FUNCTION guard_shares();
ALTER TABLE gp_relationships_gprole ENABLE ALWAYS TRIGGER guard_shares;
""".replace("-- take turns", _TAKE_TURNS)

WHOLE_WHEN_SIGNED = """
CREATE OR REPLACE FUNCTION guard_ownership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total numeric;
BEGIN -- take turns
    SELECT coalesce(sum(share), 0) INTO total FROM gp_relationships_gprole
     WHERE vanguard_id = NEW.vanguard_id AND kind = 'part_owner'
       AND starts_on <= NEW.holds_from AND (ends_on IS NULL OR ends_on > NEW.holds_from)
       AND state IN ('agreed', 'in_effect', 'ended');
    IF total <> 100 THEN
        RAISE EXCEPTION 'The shares that are signed come to % per cent.', total
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS guard_ownership ON gp_relationships_ownership;
CREATE CONSTRAINT TRIGGER guard_ownership AFTER INSERT OR UPDATE OF state
    ON gp_relationships_ownership DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'signed') EXECUTE FUNCTION guard_ownership();
ALTER TABLE gp_relationships_ownership ENABLE ALWAYS TRIGGER guard_ownership;
""".replace("-- take turns", _TAKE_TURNS)
