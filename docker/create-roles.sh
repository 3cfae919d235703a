#!/bin/sh
# Run once by the database's image when its volume is empty: the two roles and the database, as ip5/embedded makes them.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 \
     --set owner_password="$OWNER_PASSWORD" --set runtime_password="$RUNTIME_PASSWORD" <<'SQL'
CREATE ROLE ip5_owner LOGIN NOSUPERUSER NOCREATEROLE CREATEDB PASSWORD :'owner_password';
CREATE ROLE ip5_runtime LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'runtime_password';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE ip5_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ip5_runtime;
ALTER DEFAULT PRIVILEGES FOR ROLE ip5_owner GRANT USAGE, SELECT ON SEQUENCES TO ip5_runtime;
CREATE DATABASE ip5 OWNER ip5_owner;
REVOKE CONNECT ON DATABASE ip5 FROM PUBLIC;
GRANT CONNECT ON DATABASE ip5 TO ip5_owner, ip5_runtime;
SQL
