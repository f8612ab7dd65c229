"""The tables without row-level security, each with the reason: it holds nothing about anybody.

Any other table must enable and force it: `verify` asks that of a database, the lint of every new file.
"""

OPEN_TABLES = {
    "account": "a random id and the subject of a token; whose it is stands in walled tables",
    "symbol": "the vocabulary, which is public",
    "symbol_label": "the vocabulary, which is public",
    "inbound_texts": "ids of messages that were answered, so that none is answered twice",
    "texts_sent": "a count a day",
    "outbox": "ids of alerts on their way; whoever reads them finds no alert behind the wall",
    "inbox_counter": "a number for each account",
    "dead_letters": "ids, counts and the hash of a body",
    "schema_migrations": "the history of the schema itself",
}
UNWALLED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND NOT (relrowsecurity AND relforcerowsecurity)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e')
ORDER BY 1
"""
