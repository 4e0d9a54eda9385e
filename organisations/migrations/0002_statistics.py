"""A way for the application to have the planner's statistics renewed after a large import.

The application's role owns nothing, so it may not ANALYZE; without statistics the first queries
after an import are planned blindly (performance.md, pitfall 12) and search reads the pending list.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION organisations_renew_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE public.organisations_practice, public.organisations_practicecommissioner,
            public.organisations_practicecontracttype, public.organisations_listsize,
            public.organisations_gpheadcount, public.organisations_commissioner;
    PERFORM gin_clean_pending_list('public.organisations_practice_search'::regclass);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.RunSQL(MAKE, "DROP FUNCTION organisations_renew_statistics()"),
    ]
