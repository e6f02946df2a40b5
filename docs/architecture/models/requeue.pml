/*
 * A queue that puts back what a dead process had taken, step by step as SharedQueue, QueueItems and Ledger do it: items in
 * files whose names say who has them, the get lock and its word, the note, a line for each process, and those who mend.
 * Any process dies between any two steps, and another one may come into its slot; a mender dies, too, and the next one
 * begins anew.
 *
 * Checked: no file of an item is removed before somebody told that item done, or was about to; no item that was told done
 * comes again; no two living processes have the same one; no more are counted as done than were told, and in the end as
 * many as were put; the end of the stream is not told while items may come back; and it is told, which spin reports as an
 * invalid end state otherwise. With HELPER a process tells done what another one has taken.
 *
 * Left out: how getters and putters wait, see queue.pml; items that are told done before they are taken; the shutdown.
 */
#ifndef ITEMS
#define ITEMS 2
#endif
#ifndef DEATHS
#define DEATHS 1         /* of consumers and the producer */
#endif
#ifndef MENDER_DEATHS
#define MENDER_DEATHS 1
#endif
#ifndef HEIRS
#define HEIRS 0          /* how many consumers come into the slots of dead ones */
#endif
#ifndef HOLD
#define HOLD 1           /* how many a consumer takes before it tells the first done */
#endif

#ifndef MENDERS
#define MENDERS 1
#endif

#define CONSUMERS 2
#define PRODUCER CONSUMERS
#define N (CONSUMERS + 1)
#define NOBODY 255

/* What the name of a file begins with; DONE once it is removed. */
mtype = { NONE, PUT, ITEM, TAKEN, BACK, AGAIN, DONE };

#ifdef ALL_PUT                           /* nobody puts any more */
mtype file[ITEMS] = ITEM;
byte put = ITEMS;                        /* the words: how many items passed */
bool produces;
bool dead[N], mended[N], ended[N];
byte over = 1;                           /* how many slots will have no more processes */
#else
mtype file[ITEMS] = NONE;
byte put;
bool produces = true;
bool dead[N], mended[N], ended[N];       /* ended: came to its end alive */
byte over;
#endif
byte process[ITEMS];     /* whose, if it is taken or back; that is in its name, too */
byte number[ITEMS];      /* and at which place in the order of taking */

byte got;
byte putNote;            /* at which count the put word will stand, once the noted item is in */
byte getLock = NOBODY;

/* The ledger, and its lines. */
byte noteSlot = NOBODY;
byte noteCount;
byte noteTaken;
byte noteItem;
bool again;              /* one word with changes */
byte changes;
byte taken[CONSUMERS];
byte done[CONSUMERS];    /* one word with back and mending */
byte back[CONSUMERS];
bool mending[CONSUMERS];
bool settled[CONSUMERS];

byte use[CONSUMERS];     /* of a slot; so a process has a name that is no other's */
byte right[N] = NOBODY;  /* to mend: who has the lock of a dead process's byte */
bool killed[MENDERS];
byte deaths;
byte heirs;
byte menderDeaths;

/* For what is checked. */
byte holder[ITEMS] = NOBODY; /* who has the item in its hands */
bool told[ITEMS];            /* it was told done, or is just being */
byte tells;
byte removed;
byte handed[CONSUMERS];      /* items that HELPER is to tell done */
#ifdef HELPER
bool helped;
#else
bool helped = true;
#endif

#define nameOf(slot) (slot + CONSUMERS * use[slot])
#define isOpen(slot) (taken[slot] > done[slot] + back[slot])
#define other (1 - me)
#define counted (done[0] + done[1])

inline removeFile(which) {
    removed++;
    assert(removed <= tells);
    told[which] = true;
    file[which] = DONE
}

/* Files.move of what may be gone. */
inline moveIfThere(which, from, to) {
    atomic {
        if
        :: file[which] == from -> file[which] = to
        :: else
        fi
    }
}

proctype Producer() {
    byte item;
    {
    do
    :: item == ITEMS -> break
    :: item < ITEMS ->
        file[item] = PUT;
        putNote = put + 1;
        put++;
        moveIfThere(item, PUT, ITEM);
        item++
    od;
    produces = false;
    atomic { ended[PRODUCER] = true; over++ }
    } unless {
        dead[PRODUCER] -> skip
    };
    if
    :: ended[PRODUCER]
    :: !ended[PRODUCER] -> atomic { mended[PRODUCER] -> over++ }
    fi
}

/* The first of the files that were taken back. */
inline list() {
    do
    :: atomic { file[i] == AGAIN -> item = i; i = 0; break }
    :: atomic { file[i] != AGAIN && i < ITEMS - 1 -> i++ }
    :: atomic { file[i] != AGAIN && i == ITEMS - 1 -> item = NOBODY; i = 0; break }
    od
}

inline firstAgain() {
    item = NOBODY;
    do
    :: atomic { !again -> seen = 0; break }
    :: atomic { again -> seen = changes };
        list();
        atomic {
            if
            :: item != NOBODY -> seen = 0; break
            :: item == NOBODY && again && changes == seen -> again = false
            :: else
            fi
        }
    od
}

inline note(count) {
#ifndef NO_NOTE                          /* a mistake that the check must find */
    atomic { noteItem = item; noteCount = count; noteTaken = taken[me] + 1 }; /* read by nobody yet */
    noteSlot = me
#else
    noteTaken = taken[me] + 1
#endif
}

inline takeFrom(from) {
    atomic {
        assert(file[item] == from);      /* else the move fails */
        assert(!told[item] && holder[item] == NOBODY);
        holder[item] = me;
        file[item] = TAKEN;
        process[item] = nameOf(me);
        number[item] = taken[me]
    };
    taken[me] = noteTaken;
    noteSlot = NOBODY;
    atomic { mine[kept] = item; kept++; hold++ }
}

inline isEmpty() {
    if
    :: got != putSeen -> nothing = false
    :: got == putSeen -> nothing = !again
    fi
}

inline isOver() {
    end = !produces;
    if
    :: end -> end = put == putSeen
    :: else
    fi;
    if
    :: end -> end = noteSlot == NOBODY       /* mayComeBackTo */
    :: else
    fi;
    if
    :: end -> seen = taken[other]; atomic { end = seen <= done[other] + back[other]; seen = 0 }
    :: else
    fi
#ifndef MENDING_NOT_SEEN                     /* a mistake that the check must find */
    ;
    if
    :: end -> end = !mending[other]
    :: else
    fi
#endif
}

inline tryGet() {
    putSeen = put;
    isEmpty();
    if
    :: nothing ->
        isOver();
        if
        :: end ->
            isEmpty();
            atomic {
                end = nothing;
#ifndef HELPER
                do
                :: i == put || !end -> break
                :: i < put && end -> assert(told[i] || holder[i] == me); i++
                od;
                i = 0
#endif
            }
        :: else
        fi
    :: else ->
        atomic {
            if
            :: getLock == NOBODY -> getLock = me; ok = true
            :: else
            fi
        };
        if
        :: ok ->
            firstAgain();
            if
            :: item != NOBODY ->
                note(got);
                takeFrom(AGAIN)
            :: else ->
                if
                :: put != got ->
                    item = got;
                    moveIfThere(item, PUT, ITEM);
                    note(got + 1);
                    got++;
                    takeFrom(ITEM)
                :: else
                fi
            fi;
            atomic { getLock = NOBODY; item = 0; ok = false }
        :: else
        fi
    fi;
    atomic { putSeen = 0; nothing = false }
}

inline finishOpen(slot) {
    do
    :: atomic { doneSeen = done[slot]; backSeen = back[slot]; mendingSeen = mending[slot] };
        atomic {
            if
#ifdef MENDING_NOT_HEEDED
            :: taken[slot] <= doneSeen + backSeen -> break /* a mistake that the check must find */
#else
            :: mendingSeen || taken[slot] <= doneSeen + backSeen -> break
#endif
            :: else
            fi
        };
        atomic {
            if
            :: done[slot] == doneSeen && back[slot] == backSeen && mending[slot] == mendingSeen ->
                done[slot]++;
                assert(counted <= tells);
                ok = true;
                break
            :: else
            fi
        }
    od
}

inline taskDone() {
    atomic { tells++; hold-- };
    if
    :: isOpen(me) ->
        atomic {                             /* removeMine */
            item = mine[0];
            i = 1;
            do
            :: i >= kept -> break
            :: i < kept -> mine[i - 1] = mine[i]; i++
            od;
            i = 0;
            kept--;
            mine[kept] = 0;
            if
            :: file[item] == TAKEN && process[item] == nameOf(me) -> removeFile(item)
            :: else
            fi;
            holder[item] = NOBODY;
            item = 0
        }
    :: else
    fi;
    finishOpen(me);
    atomic { ok = false; doneSeen = 0; backSeen = 0; mendingSeen = false }
}

proctype Consumer(byte me) {
    byte i, item, seen, putSeen, doneSeen, backSeen, kept, hold;
    byte mine[ITEMS];
    bool ok, end, nothing, mendingSeen;
    do
    :: true ->
        {
        do
        :: end && hold == 0 -> break
        :: !end && hold < HOLD && (
                getLock == NOBODY && (put != got || again)
                || !produces && put == got && !again && noteSlot == NOBODY && !isOpen(other) && !mending[other]
            ) -> tryGet()
        :: hold > 0 -> taskDone()
#ifdef HELPER
        :: me == 0 && hold > 0 -> atomic { handed[me]++; hold-- }
#endif
        od;
        atomic { ended[me] = true; over++ };
        break
        } unless {
            dead[me] -> skip
        };
        if
        :: atomic { mended[me] && heirs == HEIRS -> over++; break }
        :: atomic {
            mended[me] && heirs < HEIRS -> heirs++; dead[me] = false; mended[me] = false;
            use[me]++;
            i = 0; item = 0; seen = 0; putSeen = 0; doneSeen = 0; backSeen = 0; kept = 0; hold = 0;
            do
            :: i == ITEMS -> break
            :: i < ITEMS -> mine[i] = 0; i++
            od;
            i = 0; ok = false; end = false; nothing = false; mendingSeen = false
        }
        fi
    od
}

#ifdef HELPER
/* Tells done what another process has taken, one after the other: counts first, then removes a file. */
proctype Helper() {
    byte slot, name, i, first, doneSeen, backSeen;
    bool ok, mendingSeen;
    bool listed[ITEMS];
    do
    :: over == N && handed[0] + handed[1] == 0 -> break
    :: atomic {
            if
            :: handed[0] > 0 -> slot = 0
            :: handed[1] > 0 -> slot = 1
            fi;
            handed[slot]--;
            tells++;
            name = nameOf(slot)
        };
        finishOpen(slot);
        if
        :: ok ->
            /* removeFirstOf */
            do
            :: i == ITEMS -> break
            :: i < ITEMS -> atomic { listed[i] = file[i] == TAKEN && process[i] == name; i++ }
            od;
            do
            :: atomic {
                    i = 0; first = NOBODY;
                    do
                    :: i == ITEMS -> break
                    :: i < ITEMS ->
                        if
                        :: listed[i] && first == NOBODY -> first = i
                        :: listed[i] && first != NOBODY ->
                            if
                            :: number[i] < number[first] -> first = i
                            :: else
                            fi
                        :: else
                        fi;
                        i++
                    od;
                    i = 0;
                    if
                    :: first == NOBODY -> break
                    :: else
                    fi;
                    listed[first] = false;
                    if
                    :: file[first] == TAKEN && process[first] == name -> removeFile(first); break
                    :: else
                    fi
                }
            od
        :: else
        fi;
        atomic {
            i = 0;
            do
            :: i == ITEMS -> break
            :: i < ITEMS -> listed[i] = false; i++
            od;
            i = 0; first = 0; ok = false; name = 0; slot = 0; doneSeen = 0; backSeen = 0; mendingSeen = false
        }
    od;
    helped = true
}
#endif

/* Whose names begin with one word get another; nobody else gives a dead process's files such names. */
inline moveAll(from, to) {
    do
    :: atomic { file[i] == from && process[i] == name -> file[i] = to }
    :: atomic { !(file[i] == from && process[i] == name) && i < ITEMS - 1 -> i++ }
    :: atomic { !(file[i] == from && process[i] == name) && i == ITEMS - 1 -> i = 0; break }
    od
}

inline mendConsumer() {
    atomic { name = nameOf(slot); gotSeen = got };
    if
    :: noteSlot == slot && noteCount == gotSeen ->
        atomic {
            if
            :: file[noteItem] == AGAIN || file[noteItem] == ITEM ->
                file[noteItem] = TAKEN;
                process[noteItem] = name;
                number[noteItem] = taken[slot]
            :: else
            fi
        };
        taken[slot] = noteTaken;         /* carryOutFor */
        noteSlot = NOBODY
    :: noteSlot == slot && noteCount != gotSeen -> noteSlot = NOBODY
    :: else
    fi;
    mending[slot] = true;
    moveAll(TAKEN, BACK);
    if
    :: !settled[slot] ->
        atomic {
            do
            :: i == ITEMS -> break
            :: i < ITEMS ->
                if
                :: file[i] == BACK && process[i] == name -> held++
                :: else
                fi;
                i++
            od;
            i = 0
        };
        do
        :: taken[slot] > done[slot] + back[slot] + held -> atomic { done[slot]++; assert(counted <= tells) }
        :: else -> break
        od;
        do
        :: held > 0 && taken[slot] < done[slot] + back[slot] + held ->
            atomic {                     /* the first one */
                i = 0; first = NOBODY;
                do
                :: i == ITEMS -> break
                :: i < ITEMS ->
                    if
                    :: file[i] == BACK && process[i] == name && first == NOBODY -> first = i
                    :: file[i] == BACK && process[i] == name && first != NOBODY ->
                        if
                        :: number[i] < number[first] -> first = i
                        :: else
                        fi
                    :: else
                    fi;
                    i++
                od;
                i = 0;
#ifndef HELPER
                assert(told[first]);
#endif
                removeFile(first);
                first = 0;
                held--
            }
        :: else -> break
        od;
#ifndef NOT_SETTLED                      /* a mistake that the check must find */
        settled[slot] = true
#endif
    :: else
    fi;
    if
    :: isOpen(slot) ->
#ifdef TAKEN_LESS
        taken[slot] = done[slot] + back[slot] /* a mistake that the check must find */
#else
        back[slot] = taken[slot] - done[slot]
#endif
    :: else
    fi;
    moveAll(BACK, AGAIN);
    list();
    atomic {
        if
        :: item != NOBODY -> again = true; changes++
        :: else
        fi;
        item = 0;
        held = 0
    };
    settled[slot] = false;
    mending[slot] = false;
    atomic {
        if
        :: getLock == slot -> getLock = NOBODY
        :: else
        fi
    }
}

inline mendProducer() {
    seen = put;
    if
    :: seen > 0 && putNote == seen -> moveIfThere(seen - 1, PUT, ITEM)
    :: else
    fi;
    do
    :: i == ITEMS -> break
    :: i < ITEMS ->
        atomic {
            if
            :: file[i] == PUT -> assert(i >= put); file[i] = NONE
            :: else
            fi;
            i++
        }
    od;
    i = 0;
    produces = false
}

#define toMend(v) (dead[v] && !mended[v] && right[v] == NOBODY)

/* If it dies, the right goes with it, and the next one comes. */
proctype Mender(byte me) {
    byte slot, name, gotSeen, seen, held, first, item, i;
    do
    :: true ->
        {
        do
        :: over == N -> break
        :: atomic {
                if
                :: toMend(0) -> slot = 0
                :: toMend(1) -> slot = 1
                :: toMend(PRODUCER) -> slot = PRODUCER
                fi;
                right[slot] = me
            };
            if
            :: slot == PRODUCER -> mendProducer()
            :: else -> mendConsumer()
            fi;
            atomic { mended[slot] = true; right[slot] = NOBODY; slot = 0; name = 0; gotSeen = 0; seen = 0 }
        od;
        break
        } unless {
            killed[me] -> skip
        };
        atomic {
            killed[me] = false;
            slot = 0; name = 0; gotSeen = 0; seen = 0; held = 0; first = 0; item = 0; i = 0
        }
    od
}

inline kill(victim) {
    dead[victim] = true;
    deaths++;
    do
    :: i == ITEMS -> break
    :: i < ITEMS ->
        if
        :: holder[i] == victim -> holder[i] = NOBODY
        :: else
        fi;
        i++
    od;
    i = 0
}

inline killMenderOf(victim) {
    killed[right[victim]] = true;
    right[victim] = NOBODY;
    menderDeaths++
}

#define mayDie(v) (deaths < DEATHS && !dead[v] && !ended[v])
#define isMended(v) (menderDeaths < MENDER_DEATHS && right[v] != NOBODY)

proctype Death() {
    byte i;
    do
    :: over == N -> break
    :: atomic { mayDie(0) -> kill(0); handed[0] = 0 }
    :: atomic { mayDie(1) && deaths > 0 -> kill(1); handed[1] = 0 } /* before that one is as good as the other */
    :: atomic { isMended(0) -> killMenderOf(0) }
    :: atomic { isMended(1) -> killMenderOf(1) }
#ifndef ALL_PUT
    :: atomic { mayDie(PRODUCER) -> kill(PRODUCER) }
    :: atomic { isMended(PRODUCER) -> killMenderOf(PRODUCER) }
#endif
    od
}

proctype End() {
    byte i;
    atomic {
        over == N && helped -> skip;
        assert(counted == put)
    }
}

init {
    byte p;
    atomic {
#ifndef ALL_PUT
        run Producer();
#endif
        do
        :: p == CONSUMERS -> break
        :: p < CONSUMERS -> run Consumer(p); p++
        od;
        p = 0;
        do
        :: p == MENDERS -> break
        :: p < MENDERS -> run Mender(p); p++
        od;
#ifdef HELPER
        run Helper();
#endif
        run Death();
        run End()
    }
}
