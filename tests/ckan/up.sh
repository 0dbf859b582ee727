#!/bin/bash
# Brings up the CKAN of the tests on loopback: CKAN 2.12 on PostgreSQL, Redis and a real Solr 9, without containers.
#
#   ./up.sh [ORGANIZATION [TITLE]]       again: does only what is missing; ended by ./down.sh
#
#   LAB     folder of this server's state           (default: CACHE/lab)
#   PORT    CKAN's port; the three after it serve PostgreSQL, Redis and Solr (default: 5055)
#   CONFIGURATION  plain (default), dcat: with ckanext-dcat, -harvest and -xloader, or schema: with ckanext-scheming (schema.yaml beside this file) and ckanext-dcat
#   PYTHON  the Python that CKAN's own environment is made with (default: python3)
#   PUBLISHER_TEST_CACHE  folder of downloads       (default: ${XDG_CACHE_HOME:-~/.cache}/publisher-tests/ckan)
#
# With ORGANIZATION it is made through the API, with the user `editor` as its editor. Tokens: LAB/admin.token
# (sysadmin) and LAB/editor.token. As root PostgreSQL, which refuses root, runs under the account `postgres`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${PUBLISHER_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/publisher-tests/ckan}
lab=${LAB:-$cache/lab}
python=${PYTHON:-python3}
configuration=${CONFIGURATION:-plain}
organization=${1:-} title=${2:-}
mkdir -p "$cache" "$lab"
cache=$(cd "$cache" && pwd) lab=$(cd "$lab" && pwd)

die() { echo "CKAN of the tests: $*" >&2; exit 1; }
missing=()
pg=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1) || true
[ -n "$pg" ] || missing+=(PostgreSQL)
for program in redis-server java mvn curl flock; do command -v $program >/dev/null || missing+=("$program"); done
if [ ${#missing[@]} -gt 0 ]; then   # 69: what is missing is the machine's, not a fault of the tests
  echo "CKAN of the tests: no ${missing[*]}; run: apt-get install $(grep -v '^#' "$here/packages.txt" | tr '\n' ' ')" >&2
  exit 69
fi

# One at a time: the lab, and inside it the downloads that several labs share. Servers must not inherit the locks.
exec 8>"$lab/lock"; flock 8
umask 077
mkdir -p "$lab"/{run,log,storage,solr}
. "$here/processes.sh"

# --- downloads: CKAN in an environment of its own (its pins never mix with the product's), Solr's jars -----------
# Each lock has its own environment: two checkouts must not pull it from under each other's servers.
want=$(cat "$here/requirements.txt" <("$python" -V) | sha256sum)
venv=$cache/venv-${want:0:12} jars=$cache/jars
fetch() {
  exec 9>"$cache/lock"; flock 9
  if [ "$(cat "$venv/complete" 2>/dev/null)" != "$want" ]; then
    echo "CKAN of the tests: installing CKAN (once) …" >&2
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check --use-pep517 --no-deps --require-hashes -r "$here/requirements.txt" >&2
    echo "$want" >"$venv/complete"
  fi
  want=$(sha256sum <"$here/solr/pom.xml")
  if [ "$(cat "$jars/complete" 2>/dev/null)" != "$want" ]; then
    echo "CKAN of the tests: fetching Solr's jars (once) …" >&2
    rm -rf "$jars" "$cache/maven"
    mvn -q -B -C -f "$here/solr/pom.xml" -Dmaven.repo.local="$cache/maven" dependency:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$jars" >"$lab/log/maven.log" 2>&1 \
      || die "Maven could not fetch Solr's jars, see $lab/log/maven.log"
    rm -rf "$cache/maven"
    echo "$want" >"$jars/complete"
  fi
  exec 9>&-
}
fetch

# --- ports and passwords: chosen once, kept in the lab's settings ------------------------------------------------
if [ ! -s "$lab/settings" ]; then
  secret() { head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9'; }
  first=${PORT:-5055}
  printf 'port=%s\npg_port=%s\nredis_port=%s\nsolr_port=%s\npassword=%s\nsession_secret=%s\n' \
    "$first" $((first + 1)) $((first + 2)) $((first + 3)) "$(secret)" "$(secret)$(secret)" >"$lab/settings.part"
  mv "$lab/settings.part" "$lab/settings"
fi
. "$lab/settings"
echo "$venv/bin/ckan" >"$lab/program"
site=http://127.0.0.1:$port
if curl -sf -m 5 "$site/api/3/action/status_show" >/dev/null && alive ckan; then
  ready=yes
else
  ready=
fi

# --- Solr, with CKAN's own schema: it starts while the database is made ------------------------------------------
# Its index is in memory: one that is started again reads it from the database.
index=kept
if ! alive solr; then
  index=empty
  core=$lab/solr/ckan
  mkdir -p "$core/conf"
  cp "$here/solr/solr.xml" "$lab/solr/"
  cp "$here/solr/solrconfig.xml" "$venv"/lib/python3*/site-packages/ckan/config/solr/schema.xml "$core/conf/"
  touch "$core"/conf/{protwords,synonyms,stopwords}.txt
  echo name=ckan >"$core/core.properties"
  start solr "$lab/solr" java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dsolr.solr.home="$lab/solr" -Dsolr.install.dir="$lab/solr" \
    -Dsolr.log.dir="$lab/log" -Ddisable.v2.api=true -cp "$jars/*" "$here/solr/SolrServer.java" "$solr_port"
fi

# --- Redis -------------------------------------------------------------------------------------------------------
if ! alive redis; then
  printf 'port %s\nbind 127.0.0.1\ndir %s\nsave ""\nrequirepass %s\n' "$redis_port" "$lab/run" "$password" >"$lab/redis.conf"
  start redis "$lab" redis-server "$lab/redis.conf"
fi

# --- PostgreSQL --------------------------------------------------------------------------------------------------
if [ ! -f "$(pg_data)/PG_VERSION" ]; then
  rm -rf "$lab/prepared" "$lab/pg"   # a database that is gone takes all that was built on it along
  as_pg test -x "$lab" && mkdir "$lab/pg" || ln -s "$(mktemp -d /tmp/publisher-pg.XXXXXX)" "$lab/pg"
  if [ "$(id -u)" = 0 ]; then chown postgres "$(pg_home)"; fi
  printf '%s\n' "$password" | as_pg bash -c 'umask 077; cat >"$1/password"' _ "$(pg_home)"
  as_pg "$pg/initdb" -D "$(pg_home)/part" -U lab -A scram-sha-256 --pwfile="$(pg_home)/password" -E UTF8 \
    --locale=C.UTF-8 -N >"$lab/log/initdb.log" 2>&1 || die "PostgreSQL could not be prepared, see $lab/log/initdb.log"
  printf "port=%s\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=off\nsynchronous_commit=off\n" \
    "$pg_port" | as_pg bash -c 'cat >>"$1/part/postgresql.conf" && mv "$1/part" "$1/data"' _ "$(pg_home)"
fi
pg_alive || rm -f "$(pg_data)/postmaster.pid"
pg() { as_pg "$pg/pg_ctl" -D "$(pg_data)" -l "$(pg_home)/log" -w "$1" >/dev/null 8>&-; }
# the second try: processes of a killed server need a moment to notice
pg_alive || pg start || { sleep 2; pg start; } || die "PostgreSQL did not start on port $pg_port, see $(pg_home)/log"
sql() { PGPASSWORD=$password "$pg/psql" -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$pg_port" -U lab "$@"; }

# --- CKAN --------------------------------------------------------------------------------------------------------
case $configuration in
  plain) plugins='' ;;
  dcat) plugins=' dcat structured_data harvest dcat_rdf_harvester xloader' ;;
  schema) plugins=' scheming_datasets dcat structured_data' ;;
  *) die "there is no configuration $configuration" ;;
esac
at_pg="$password@127.0.0.1:$pg_port"
cat >"$lab/ckan.ini.new" <<INI
[app:main]
use = egg:ckan
SECRET_KEY = $session_secret
sqlalchemy.url = postgresql://ckan:$at_pg/ckan
ckan.datastore.write_url = postgresql://ckan:$at_pg/datastore
ckan.datastore.read_url = postgresql://ckan_ro:$at_pg/datastore
ckan.redis.url = redis://:$password@127.0.0.1:$redis_port/0
solr_url = http://127.0.0.1:$solr_port/solr/ckan
ckan.site_id = tests
ckan.site_url = $site
ckan.site_title = CKAN of the tests
ckan.storage_path = $lab/storage
ckan.plugins = activity datastore datatables_view text_view$plugins
ckan.views.default_views = text_view datatables_view
ckan.max_resource_size = 250
ckan.locale_default = zh_Hant_TW
ckan.locales_offered = zh_Hant_TW en
ckan.auth.create_user_via_web = false
scheming.dataset_schemas = file://$lab/schema.yaml
scheming.presets = ckanext.scheming:presets.json
ckanext.dcat.rdf.profiles = euro_dcat_ap_3
ckan.harvest.mq.type = redis
ckan.harvest.mq.hostname = 127.0.0.1
ckan.harvest.mq.port = $redis_port
ckan.harvest.mq.password = $password
ckanext.xloader.jobs_db.uri = postgresql://ckan:$at_pg/ckan
INI
token() { printf 'ckanext.xloader.api_token = %s\n' "$(cat "$lab/admin.token")"; }
[ ! -f "$lab/prepared" ] || token >>"$lab/ckan.ini.new"
# Another configuration: CKAN starts anew. Another checkout's is the same, and must not end a CKAN that is in use.
cmp -s "$lab/ckan.ini.new" "$lab/ckan.ini" && cmp -s "$here/schema.yaml" "$lab/schema.yaml" || ready=
mv "$lab/ckan.ini.new" "$lab/ckan.ini"
cp "$here/schema.yaml" "$lab/schema.yaml"
wait_for Solr "http://127.0.0.1:$solr_port/solr/ckan/admin/ping" solr
if [ ! -f "$lab/prepared" ]; then
  for database in ckan datastore; do
    sql -d postgres -c "set client_min_messages = warning" -c "drop database if exists $database"
  done
  sql -d postgres -c "set client_min_messages = warning" -c "drop role if exists ckan" -c "drop role if exists ckan_ro" \
    -c "create role ckan login password '$password'" -c "create role ckan_ro login password '$password'" \
    -c "create database ckan owner ckan" -c "create database datastore owner ckan"
  "$venv/bin/python" "$here/prepare.py" "$lab" 2>"$lab/log/prepare.log" | sql -d datastore >/dev/null 2>>"$lab/log/prepare.log" \
    || die "CKAN could not be prepared, see $lab/log/prepare.log"
  token >>"$lab/ckan.ini"
  touch "$lab/prepared"
elif [ $index = empty ]; then
  "$venv/bin/ckan" -c "$lab/ckan.ini" search-index rebuild >"$lab/log/index.log" 2>&1 \
    || die "CKAN's index could not be read from its database, see $lab/log/index.log"
fi
if [ -z "$ready" ]; then
  stop ckan
  (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null && die "another program uses port $port: remove $lab and choose another with PORT=…"
  CKAN_INI=$lab/ckan.ini start ckan "$here" "$venv/bin/gunicorn" -w 2 --threads 4 --timeout 120 \
    -b "127.0.0.1:$port" wsgi:application
fi
wait_for CKAN "$site/api/3/action/status_show" ckan

if [ -n "$organization" ]; then
  call() { curl -sf -m 30 -H "Authorization: $(cat "$lab/admin.token")" -H 'Content-Type: application/json' \
    -d "$2" "$site/api/3/action/$1" >/dev/null; }
  call organization_show "{\"id\": \"$organization\"}" || call organization_create "{\"name\": \"$organization\", \"title\": \"$title\"}"
  call organization_member_create "{\"id\": \"$organization\", \"username\": \"editor\", \"role\": \"editor\"}"
fi
echo "CKAN $site  tokens $lab/admin.token $lab/editor.token"
