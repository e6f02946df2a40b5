#!/usr/bin/env bash
# Checks the models with spin (Debian: apt-get install spin) and a C compiler; some minutes and some GiB at the most.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# search MODEL OPTIONS...: prints spin's verdict, "errors: 0" if all interleavings are as they should be
search() {
    local model=$1
    shift
    spin -a "$@" "$here/$model"
    cc -w -O2 -DSAFETY -DCOLLAPSE -o pan pan.c
    ./pan "-m${DEPTH:-1000000}" -w26 2>&1 | grep -E 'State-vector|states, stored|errors:|too small|not completed|memory bound|out of memory' || true
}

expect() {
    local wanted=$1
    shift
    echo "== $*"
    local said
    said=$(search "$@")
    echo "$said"
    if ! grep -qE "errors: $wanted\b" <<<"$said"; then
        echo "expected errors: $wanted" >&2
        exit 1
    fi
    # "errors: 0" is also said of a search that was given up on the way.
    if [ "$wanted" = 0 ] && grep -qE 'too small|not completed|memory bound|out of memory' <<<"$said"; then
        echo "the search was cut short, which proves nothing" >&2
        exit 1
    fi
}

expect 0 lock.pml -DN=2 -DROUNDS=2 -DDEATHS=1
expect 0 lock.pml -DN=2 -DROUNDS=2 -DDEATHS=2
expect 0 lock.pml -DN=3 -DROUNDS=1 -DDEATHS=0
expect 1 lock.pml -DN=2 -DROUNDS=1 -DDEATHS=0 -DNO_SECOND_LOOK
expect 1 lock.pml -DN=2 -DROUNDS=1 -DDEATHS=1 -DONLY_THE_ASLEEP

expect 0 turns.pml -DROUNDS=2 -DSIGNALS=1 -DDEATHS=0
expect 0 turns.pml -DROUNDS=1 -DSIGNALS=2 -DDEATHS=1
expect 1 turns.pml -DROUNDS=2 -DSIGNALS=1 -DDEATHS=0 -DNO_NUMBER
expect 1 turns.pml -DROUNDS=1 -DSIGNALS=1 -DDEATHS=1 -DNO_NUMBER
expect 1 turns.pml -DROUNDS=2 -DSIGNALS=1 -DDEATHS=0 -DOBJECT_FIRST
expect 1 turns.pml -DROUNDS=2 -DSIGNALS=1 -DDEATHS=0 -DTURN_FIRST

expect 0 semaphore.pml -DROUNDS=1 -DDEATHS=1
expect 0 semaphore.pml -DROUNDS=2 -DDEATHS=1 -DNO_PLAIN
expect 1 semaphore.pml -DROUNDS=1 -DDEATHS=1 -DNO_TURN
expect 1 semaphore.pml -DROUNDS=1 -DDEATHS=1 -DNO_HELP

expect 0 queue.pml -DROUNDS=2 -DDEATHS=1
expect 0 queue.pml -DROUNDS=1 -DDEATHS=2
expect 0 queue.pml -DPRODUCERS=2 -DROUNDS=1 -DDEATHS=0
expect 0 queue.pml -DCONSUMERS=2 -DROUNDS=1 -DDEATHS=0
expect 1 queue.pml -DROUNDS=2 -DDEATHS=0 -DNO_WAKE
expect 1 queue.pml -DROUNDS=2 -DDEATHS=0 -DMOVE_FIRST

expect 0 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=1 -DALL_PUT
expect 0 requeue.pml -DDEATHS=2 -DMENDER_DEATHS=0 -DALL_PUT -DITEMS=1 -DHEIRS=1
expect 0 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=0 -DITEMS=1
expect 0 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=0 -DALL_PUT -DITEMS=1 -DHELPER
expect 1 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=0 -DALL_PUT -DNO_NOTE
expect 1 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=0 -DALL_PUT -DMENDING_NOT_SEEN
expect 1 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=1 -DALL_PUT -DHOLD=2 -DNOT_SETTLED
expect 1 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=0 -DALL_PUT -DITEMS=1 -DHELPER -DMENDING_NOT_HEEDED
expect 1 requeue.pml -DDEATHS=1 -DMENDER_DEATHS=0 -DALL_PUT -DITEMS=1 -DHELPER -DTAKEN_LESS

expect 0 places.pml -DROUNDS=4 -DDEATHS=0
expect 0 places.pml -DROUNDS=3 -DDEATHS=1
expect 0 places.pml -DROUNDS=2 -DDEATHS=2
expect 1 places.pml -DROUNDS=4 -DDEATHS=0 -DNO_SECOND_LOOK
expect 1 places.pml -DROUNDS=4 -DDEATHS=0 -DHEAD_SEEN_BEFORE
expect 1 places.pml -DROUNDS=4 -DDEATHS=0 -DREST_SEEN_BEFORE
expect 1 places.pml -DROUNDS=3 -DDEATHS=1 -DMENDER_IS_NO_USER
expect 1 places.pml -DROUNDS=3 -DDEATHS=1 -DNOT_TAKEN_BACK
expect 1 places.pml -DROUNDS=3 -DDEATHS=1 -DBIT_PASSED_OVER
echo "all models are as they should be"
