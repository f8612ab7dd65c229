#!/bin/sh
# Entry of the database's standby: copies the primary once, then follows it. `healthy` asks whether it does.
# PGDATA: the folder of the cluster. PRIMARY: where the primary is, as libpq writes it. REPLICATION_PASSWORD.
set -eu

if [ "${1:-}" = healthy ]; then
  follows="SELECT NOT pg_is_in_recovery() OR EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')"
  [ "$(psql -XAtq --username=postgres --dbname=postgres --command="$follows")" = t ]
  exit
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  copied=$PGDATA.new
  rm -rf "$copied"
  PGPASSWORD=$REPLICATION_PASSWORD pg_basebackup --pgdata="$copied" --write-recovery-conf --wal-method=stream \
    --checkpoint=fast --dbname="$PRIMARY user=replicator application_name=standby"
  # Once promoted it has no standby of its own to wait for.
  echo "synchronous_standby_names = ''" >>"$copied/postgresql.auto.conf"
  mv "$copied" "$PGDATA"
fi

unset REPLICATION_PASSWORD
exec postgres -D "$PGDATA" "$@"
