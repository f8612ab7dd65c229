#!/bin/sh
# Entry of the database's primary: makes the cluster once, then serves with the arguments that it was given.
# PGDATA: the folder of the cluster. OWNER_PASSWORD, REPLICATION_PASSWORD: letters and digits.
set -eu

for password in "$OWNER_PASSWORD" "$REPLICATION_PASSWORD"; do
  case $password in
    '' | *[!A-Za-z0-9]*)
      echo "primary: OWNER_PASSWORD and REPLICATION_PASSWORD must consist of letters and digits" >&2
      exit 1
      ;;
  esac
done

# Made beside its place and then moved there: whatever interrupts it, no half of a cluster is ever served.
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  made=$PGDATA.new
  rm -rf "$made"
  initdb --pgdata="$made" --username=postgres --encoding=UTF8 --locale=C --data-checksums --auth=peer
  cat >"$made/pg_hba.conf" <<CONF
local all         postgres   peer map=own
host  alphawolf   all        samenet scram-sha-256
host  replication replicator samenet scram-sha-256
CONF
  echo "own $(id -un) postgres" >"$made/pg_ident.conf"
  # The owner is what RDS's is: no superuser. Asked of a server that nobody can reach yet.
  postgres --single -D "$made" -c exit_on_error=on -c password_encryption=scram-sha-256 postgres >/dev/null <<SQL
CREATE ROLE replicator LOGIN REPLICATION PASSWORD '$REPLICATION_PASSWORD'
CREATE ROLE alphawolf LOGIN CREATEROLE CREATEDB PASSWORD '$OWNER_PASSWORD'
CREATE DATABASE alphawolf OWNER alphawolf
SQL
  # From its first start on a commit is acknowledged when the standby has it on disk too, and not before.
  echo "synchronous_standby_names = 'standby'" >>"$made/postgresql.conf"
  mv "$made" "$PGDATA"
fi

unset OWNER_PASSWORD REPLICATION_PASSWORD password
exec postgres -D "$PGDATA" "$@"
