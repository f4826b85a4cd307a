#!/usr/bin/env bash
# Ray 2.60.0: a process that had a cluster of its own before has tasks in the next cluster, and no actors.
#
# A notebook tries its code with ray.init(), ends that with ray.shutdown(), and joins a cluster that is running, as it
# was started by `ray start --head` where no token lay: without tokens.
# Expected, written down before the run: what has been shut down leaves nothing behind; the actor answers as it does
# in a process that joins at once. Or ray.init refuses, saying that one side asks for tokens.
# Seen: ray.init succeeds and tasks run. Every actor is dead at its first call, "because all references to the actor
# were removed", while the handle is held by the very line that calls it. The first session had put
# RAY_AUTH_MODE=token into the process's environment; the driver goes on asking whoever calls it for a token, the
# head, which has none, calls it to learn whether the handle is still held, and takes the refusal for a no.
# RAY_AUTH_MODE=disabled from the beginning helps. That a new local cluster asks for tokens is documented.
#
# Seen on 2026-12-02, Linux x86-64, Python 3.11.
set -euo pipefail
folder=$(mktemp -d /tmp/f.XXXX) # Ray's sockets lie below it, and their paths are to be short
head=
trap '[ -z "$head" ] || kill "$head"; wait; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q ray==2.60.0
unset RAY_ADDRESS RAY_AUTH_MODE RAY_AUTH_TOKEN RAY_AUTH_TOKEN_PATH
export RAY_USAGE_STATS_ENABLED=0 RAY_worker_niceness=0
mkdir "$folder/here" "$folder/there" "$folder/fresh" # homes, in which Ray keeps tokens
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
HOME="$folder/there" "$folder/venv/bin/ray" start --head --block --port="$port" --num-cpus=1 \
  --include-dashboard=false --temp-dir="$folder/r" >"$folder/head.log" 2>&1 &
head=$!

cat >"$folder/ask.py" <<'PY'
import sys

import ray

address, first, folder = sys.argv[1:]
quiet = {"log_to_driver": False, "logging_level": "ERROR"}
if first == "after its own":
    ray.init("local", num_cpus=1, include_dashboard=False, _temp_dir=f"{folder}/l", **quiet)
    ray.shutdown()
ray.init(address, **quiet)


@ray.remote(num_cpus=0)
def task():
    return "answers"


@ray.remote(num_cpus=0)
class Actor:
    def ask(self):
        return "answers"


found = ray.get(task.remote(), timeout=120)
held = Actor.remote()
try:
    told = ray.get(held.ask.remote(), timeout=120)
except ray.exceptions.ActorDiedError as error:
    told = next(line for line in str(error).splitlines() if line.startswith("The actor is dead"))
print(first, f"task {found}", f"actor: {told}", sep=" | ")
PY
for _ in $(seq 60); do
  "$folder/venv/bin/python" -m ray.scripts.scripts health-check --address "127.0.0.1:$port" >/dev/null 2>&1 && break
  sleep 1
done
HOME="$folder/fresh" "$folder/venv/bin/python" "$folder/ask.py" "127.0.0.1:$port" "at once" "$folder" 2>"$folder/log" | tee "$folder/out"
HOME="$folder/here" "$folder/venv/bin/python" "$folder/ask.py" "127.0.0.1:$port" "after its own" "$folder" 2>>"$folder/log" | tee -a "$folder/out"
dead="The actor is dead because all references to the actor were removed including lineage ref count."
grep -qxF "at once | task answers | actor: answers" "$folder/out" || { echo "Changed: a fresh process."; exit 1; }
grep -qxF "after its own | task answers | actor: $dead" "$folder/out" || { echo "Changed: after a cluster of its own."; exit 1; }
