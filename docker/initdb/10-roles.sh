#!/bin/sh
# Run once by the postgres image on an empty volume. Two roles: one owns the schema and migrates,
# the other runs the application and owns nothing, so that it cannot drop a guard or change history.
set -eu
: "${MCP_OWNER_PASSWORD:?}" "${MCP_APP_PASSWORD:?}"
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password MCP_OWNER_PASSWORD
\getenv app_password MCP_APP_PASSWORD
CREATE ROLE mcp_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE mcp_app LOGIN PASSWORD :'app_password';
CREATE DATABASE mcp OWNER mcp_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE mcp FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE mcp TO mcp_app;
\connect mcp
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
