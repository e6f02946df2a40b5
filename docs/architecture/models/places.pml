/*
 * The place of an object, step by step as Objects does it: a head with the kind of its object, who is about to take it and
 * the number of its use; a bit for each process that uses it; objects that travelled and rest; the threads of a process, one
 * of which mends; and the death of any process between any two steps, after which another one comes into its slot.
 *
 * Checked: no object is taken away from a process that uses or mends it, nor one that travelled before it has rested; and in
 * the end, when nobody has an object any more, the place is free, or its object rests. Left out: all places but one, what
 * the objects are, and what they have outside of their places.
 */
#ifndef N
#define N 2
#endif
#ifndef ROUNDS
#define ROUNDS 3
#endif
#ifndef DEATHS
#define DEATHS 1
#endif

#define NOBODY 255

#define NEVER 0
#define JUST 1
#define LONG_AGO 2

/* The head, which is one word. */
bool kind;
byte taker;              /* a process and one, or zero */
byte generation;

bool user[N];            /* USERS */
bool travelled;
byte idleSince = NEVER;

byte handles[N];         /* of each process, under its monitor */
bool monitor[N];

byte sent;               /* the generation in a reference that is on its way, 0 if none is */
byte rounds;             /* how often somebody made an object or took hold of one */
byte uses[N];            /* the generation of the object that a process may use, for what is checked */
byte mends[N];           /* and of that which it mends */

byte right[N] = NOBODY;  /* who has the lock of a dead process's byte */
bool dead[N];
bool mended[N];          /* a new one may come */
bool noticed[N];         /* the mender of the process is dead, too */
byte finished;           /* those that make and use no more objects */
byte unmended;           /* dead processes that are not mended */
byte deaths;

#define over (finished == N && unmended == 0)
#define toMend(v) (dead[v] && !mended[v] && right[v] == NOBODY)
#define headIs(k, t, g) (kind == k && taker == t && generation == g)

/* The monitor of a process's Objects; each goes on with the next step at once, and waits only for threads of its own process. */
#define enter (depth > 0 || !monitor[me]) -> monitor[me] = true; depth++
#define leave depth--; monitor[me] = depth > 0

/* In as many steps as there are words. */
inline hasUsers() {
    do
    :: atomic { i < N - 1 && !user[i] -> i++ }
    :: atomic { i == N - 1 || user[i] -> found = user[i]; i = 0; break }
    od
}

inline nobodyHas(g) {
    i = 0;
    do
    :: i == N -> break
    :: i < N -> assert(dead[i] || (uses[i] != g && mends[i] != g)); i++
    od;
    i = 0
}

/* The head was seen with an object of generation g. */
inline empties(g, next) {
    atomic {
        enter;
        if
        :: headIs(true, 0, g) -> taker = me + 1; mine = true
        :: else -> leave
        fi
    };
    if
    :: mine ->
        hasUsers();
#ifndef REST_SEEN_BEFORE
        found = found || idleSince == JUST;
#endif
        atomic {
            if
            :: found && headIs(true, me + 1, g) -> taker = 0
            :: !found && headIs(true, me + 1, g) ->
                nobodyHas(g);
                assert(idleSince != JUST);
                kind = false;
                generation = next;
                emptied = true
            :: else
            fi;
            found = false;
            mine = false;
            leave
        }
    :: else
    fi
}

inline addHandle() {
    atomic { enter; handles[me]++; user[me] = true; leave }
}

inline dropUser(u) {
#ifdef HEAD_SEEN_BEFORE
    atomic { hasKind = kind; seen = generation };
    user[u] = false;
#else
    user[u] = false;
    atomic { hasKind = kind; seen = generation };
#endif
    do
    :: atomic { emptied || !hasKind -> break }
    :: !emptied && hasKind ->
        hasUsers();
        if
        :: found -> break
        :: !found && travelled -> break      /* others may come for it */
        :: !found && !travelled
        fi;
        if
        :: !headIs(true, 0, seen) -> break   /* somebody else sees to it */
        :: headIs(true, 0, seen)
        fi;
        empties(seen, seen);
        if
        :: emptied -> taker = 0
        :: else
        fi
    od
}

#define forget found = false; emptied = false; hasKind = false; seen = 0; was = 0

inline rests() {
    atomic {
        if
        :: travelled -> idleSince = JUST
        :: else
        fi
    }
}

inline takeHandleBack() {
    atomic { enter; handles[me]-- };
    if
    :: handles[me] == 0 -> dropUser(me)
    :: else
    fi;
    atomic { forget; leave }
}

inline allocate() {
    atomic { hasKind = kind; seen = generation; was = taker };
    if
    :: was == 0 && hasKind ->
        hasUsers();
        if
        :: !found && idleSince == LONG_AGO -> empties(seen, seen + 1)
        :: else
        fi
    :: was == 0 && !hasKind ->
        atomic {
            if
            :: headIs(false, 0, seen) -> taker = me + 1; generation = seen + 1; emptied = true
            :: else
            fi
        }
    :: else
    fi;
    if
    :: emptied ->
        do
        :: atomic { i < N - 1 -> user[i] = false; i++ }
        :: atomic { i == N - 1 -> user[i] = false; i = 0; break }
        od;
        travelled = false;
        idleSince = NEVER;
        addHandle();
        atomic { kind = true; taker = 0; uses[me] = generation; forget }
    :: else -> atomic { forget }
    fi
}

inline attach() {
    atomic {
        enter;
        if
        :: headIs(true, 0, reference) -> mine = true
        :: else -> reference = 0; leave
        fi
    };
    if
    :: mine ->
        atomic { addHandle(); mine = false };
        atomic {
            if
#ifdef NO_SECOND_LOOK
            :: true -> uses[me] = reference  /* a mistake that the check must find */
#else
            :: headIs(true, 0, reference) -> uses[me] = reference
            :: else
#endif
            fi;
            reference = 0
        };
        if
        :: uses[me] == 0 -> takeHandleBack()
        :: else
        fi;
        atomic { leave }
    :: else
    fi
}

inline dropHandle() {
    atomic { enter; uses[me] = 0 };
    rests();
    takeHandleBack();
    atomic { leave }
}

proctype User(byte me) {
    byte i, depth, seen, was, reference;
    bool found, mine, emptied, hasKind;
    do
    :: true ->
        {
        do
        :: atomic { rounds < ROUNDS -> rounds++ };
            if
            :: allocate()
            :: atomic { sent > 0 -> reference = sent }; attach()
            fi;
            if
            :: uses[me] > 0 ->
                if
                :: travelled = true; sent = uses[me]
                :: true
                fi;
                dropHandle()
            :: else
            fi
        :: rounds == ROUNDS -> break
        od;
        finished++;
        break
        } unless {
            dead[me] -> skip
        };
        atomic {
            mended[me] && noticed[me] -> dead[me] = false; mended[me] = false; noticed[me] = false;
            uses[me] = 0; handles[me] = 0; monitor[me] = false;
            i = 0; depth = 0; seen = 0; was = 0; reference = 0;
            found = false; mine = false; emptied = false; hasKind = false
        }
    od
}

/* Takes the place back from who tries it. */
inline kept(g) {
    do
    :: true ->
        atomic {
            hasKind = kind; seen = generation; was = taker;
#ifdef NOT_TAKEN_BACK
            was = 0;                         /* a mistake that the check must find */
#endif
            if
            :: !hasKind || seen != g -> break
            :: hasKind && seen == g && was == 0 -> mends[me] = g; break
            :: else
            fi
        };
        atomic {
            if
            :: headIs(true, was, g) -> taker = 0; mends[me] = g; break
            :: else
            fi
        }
    od
}

inline mendObject(g) {
    atomic {
#ifdef MENDER_IS_NO_USER
        used = true                          /* a mistake that the check must find */
#else
        used = user[who]
#endif
    };
    if
    :: !used -> addHandle()
    :: else
    fi;
    kept(g);
    if
    :: mends[me] == g ->
        atomic { assert(headIs(true, taker, g)); mends[me] = 0 }; /* it is mended */
        if
        :: used -> rests()
        :: else
        fi
    :: else
    fi;
    if
    :: used -> dropUser(who)
    :: else -> takeHandleBack()
    fi
}

/* mendAll, and then the process's slot is free. */
inline mend() {
    atomic { hasKind = kind; seen = taker; g = generation };
#ifndef BIT_PASSED_OVER                      /* a mistake that the check must find */
    if
    :: !hasKind && user[who] ->
        user[who] = false;
        atomic { hasKind = kind; seen = taker; g = generation }
    :: else
    fi;
#endif
    if
    :: hasKind -> mendObject(g)
    :: else ->
        atomic {
            if
            :: seen == who + 1 && headIs(false, seen, g) -> taker = 0
            :: else
            fi
        }
    fi;
    atomic { mended[who] = true; unmended--; right[who] = NOBODY; who = 0; g = 0; used = false; forget }
}

proctype Mender(byte me) {
    byte i, depth, seen, was, who, g;
    bool found, mine, emptied, hasKind, used;
    do
    :: true ->
        {
        do
        :: over -> break
        :: atomic { toMend(0) -> who = 0; right[0] = me }; mend()
#if N > 2
        :: atomic { toMend(1) -> who = 1; right[1] = me }; mend()
#endif
        od;
        break
        } unless {
            dead[me] -> noticed[me] = true
        };
        i = 0; depth = 0; seen = 0; was = 0; who = 0; g = 0;
        found = false; mine = false; emptied = false; hasKind = false; used = false;
        do
        :: dead[me] && !noticed[me] -> noticed[me] = true
        :: !dead[me] || over -> break
        od;
        if
        :: over -> break
        :: else
        fi
    od
}

/* A right goes with who has it. */
inline kill(victim) {
    dead[victim] = true;
    mends[victim] = 0;
    unmended++;
    deaths++;
    do
    :: i == N -> break
    :: i < N ->
        if
        :: right[i] == victim -> right[i] = NOBODY
        :: else
        fi;
        i++
    od;
    i = 0
}

#define mayDie(v) (deaths < DEATHS && !dead[v] && !over)

proctype Death() {
    byte i;
    do
    :: over -> break
    :: atomic { mayDie(0) -> kill(0) }
#if N > 2
    :: atomic { mayDie(1) -> kill(1) }
#endif
    od
}

proctype Clock() {
    do
    :: idleSince == JUST -> idleSince = LONG_AGO
    :: over -> break
    od
}

/* In the end the place is free, or it is told since when it rests. */
proctype End() {
    byte i;
    bool found;
    atomic {
        over -> skip;
        assert(taker == 0);
        if
        :: kind ->
            hasUsers();
            assert(!found && travelled && idleSince != NEVER)
        :: else
        fi
    }
}

init {
    byte p;
    atomic {
        do
        :: p == N -> break
        :: p < N -> run User(p); run Mender(p); p++
        od;
        run Death();
        run Clock();
        run End()
    }
}
