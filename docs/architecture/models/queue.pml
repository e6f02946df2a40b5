/*
 * The queue between processes, step by step as SharedQueue does it: a lock and a word for each side, items that are written
 * before the word moves over them, cells of waiting threads, a hint for each side, bells, the shutdown, and the death of any
 * process between any two steps.
 *
 * Checked: what a consumer gets was written to its end, and is got once; an item whose put returned is got, or went with a
 * consumer that died; nobody who lives sleeps for ever, which spin reports as an invalid end state. What is left out:
 * chunks (items lie in numbered places), spinning, timeouts, and the look that every sleeper takes after 200 ms.
 */
#ifndef PRODUCERS
#define PRODUCERS 1
#endif
#ifndef CONSUMERS
#define CONSUMERS 1
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef MAXSIZE
#define MAXSIZE 1
#endif

#define N (PRODUCERS + CONSUMERS)
#define ITEMS (PRODUCERS * ROUNDS)
#define FREE 255
#define PUTTERS 0
#define GETTERS 1
#define NOWHERE 2

#define NOTHING 0
#define HALF 1
#define WHOLE 2

byte owner[2] = FREE;        /* the lock of each side */
byte put;                    /* the words: how many items passed */
byte got;
bool over;                   /* the bit of the put word */
byte place[ITEMS + 1];       /* what lies where an item begins */
bool hint[2];
byte waits[N] = NOWHERE;     /* the side that a cell names */
bool asleep[N];
byte bell[N];
bool dead[N];
bool mended[N];
bool finished[N];
byte returned;               /* puts that returned */
byte received;               /* items that a consumer has in hand */
byte deaths;
byte deadConsumers;

#define full (put - got >= MAXSIZE)
#define empty (put == got)

inline wakeOne(side) {
    hint[side] = false;
    taken = false;
    do
    :: taken -> break
    :: else ->
        i = 0; best = FREE; others = false;
        do
        :: i == N -> break
        :: i < N ->
            atomic {
                if
                :: waits[i] == side && asleep[i] && best == FREE -> best = i
                :: waits[i] == side && asleep[i] && best != FREE -> others = true
                :: else
                fi;
                i++
            }
        od;
        if
        :: best == FREE -> taken = true
        :: else ->
            if
            :: others -> hint[side] = true
            :: else
            fi;
            atomic {
                if
                :: asleep[best] -> asleep[best] = false; taken = true
                :: else
                fi
            };
            if
            :: taken -> bell[best] = 1
            :: else
            fi
        fi
    od;
    i = 0; best = 0; others = false; taken = false
}

/* Once a call succeeded, or not: gives the cell back, and passes on a wake that others could use too. */
inline leave(side, more) {
    waits[me] = NOWHERE;
    atomic { woken = !asleep[me]; asleep[me] = false };
    if
    :: woken && (more) -> wakeOne(side)
    :: else
    fi;
    woken = false
}

/* tryPut: true if it is in or the queue is over. */
inline tryPut() {
    done = false;
    if
    :: over -> done = true
    :: !over && full
    :: else ->
        atomic {
            if
            :: owner[PUTTERS] == FREE -> owner[PUTTERS] = me; mine = true
            :: else -> mine = false
            fi
        };
        if
        :: mine ->
            if
            :: full
            :: else ->
                place[put] = HALF;
#ifndef MOVE_FIRST
                place[put] = WHOLE;
#endif
                atomic {                         /* the word moves, unless it was said to be over meanwhile */
                    if
                    :: !over -> put++; in = true
                    :: else
                    fi;
                    done = true
                }
#ifdef MOVE_FIRST
                ;
                place[put - 1] = WHOLE           /* a mistake that the check must find */
#endif
            fi;
            owner[PUTTERS] = FREE;
            if
            :: hint[PUTTERS] && !full -> wakeOne(PUTTERS)
            :: else
            fi
        :: else
        fi;
        mine = false
    fi
}

proctype Producer(byte me) {
    bool done, mine, in, taken, others, woken;
    byte i, best, round;
    {
    do
    :: round == ROUNDS -> break
    :: round < ROUNDS ->
        round++;
        tryPut();
        if
        :: done
        :: else ->
            waits[me] = PUTTERS;
            do
            :: true ->
                asleep[me] = true;
                hint[PUTTERS] = true;
                tryPut();
                if
                :: done -> break
                :: else -> atomic { bell[me] > 0 -> bell[me] = 0 }
                fi
            od;
            leave(PUTTERS, !full)
        fi;
        if
        :: in ->
            if
#ifdef NO_WAKE
            :: true                              /* a mistake that the check must find */
#else
            :: hint[GETTERS] -> wakeOne(GETTERS)
            :: else
#endif
            fi;
            atomic { returned++; in = false }
        :: else
        fi
    od;
    finished[me] = true
    } unless {
        dead[me]
    }
}

inline tryGet() {
    done = false;
    if
    :: empty && over -> done = true; end = true
    :: empty && !over
    :: !empty ->
        atomic {
            if
            :: owner[GETTERS] == FREE -> owner[GETTERS] = me; mine = true
            :: else -> mine = false
            fi
        };
        if
        :: mine ->
            if
            :: empty
            :: else ->
                assert(place[got] == WHOLE);     /* it is copied */
                atomic { place[got] = NOTHING; got++; done = true; received++ }
            fi;
            owner[GETTERS] = FREE;
            if
            :: hint[PUTTERS] && !full -> wakeOne(PUTTERS)
            :: else
            fi;
            if
            :: hint[GETTERS] && (!empty || over) -> wakeOne(GETTERS)
            :: else
            fi
        :: else
        fi;
        mine = false
    fi
}

proctype Consumer(byte me) {
    bool done, mine, end, taken, others, woken;
    byte i, best;
    {
    do
    :: end -> break
    :: !end ->
        tryGet();
        if
        :: done
        :: else ->
            waits[me] = GETTERS;
            do
            :: true ->
                asleep[me] = true;
                hint[GETTERS] = true;
                tryGet();
                if
                :: done -> break
                :: else -> atomic { bell[me] > 0 -> bell[me] = 0 }
                fi
            od;
            leave(GETTERS, !empty || over)
        fi
    od;
    finished[me] = true
    } unless {
        dead[me]
    }
}

proctype Death() {
    byte victim;
    do
    :: deaths == DEATHS -> break
    :: deaths < DEATHS ->
        select(victim : 0 .. N - 1);
        atomic {
            if
            :: !dead[victim] && !finished[victim] ->
                dead[victim] = true;
                if
                :: victim >= PRODUCERS -> deadConsumers++
                :: else
                fi
            :: else
            fi;
            deaths++
        }
    od
}

inline wakeEverybody() {
    i = 0;
    do
    :: i == N -> break
    :: i < N ->
        atomic {
            if
            :: waits[i] != NOWHERE -> asleep[i] = false; bell[i] = 1
            :: else
            fi;
            i++
        }
    od
}

#define gone(p) (finished[p] || (dead[p] && mended[p]))

/* Mends what the dead leave, and shuts the queue down once nobody puts or nobody gets any more; it outlives the others. */
proctype Parent() {
    byte v, i;
    bool all;
    do
    :: (dead[0] && !mended[0]) || (dead[1] && !mended[1]) || (dead[N - 1] && !mended[N - 1]) ->
        if
        :: dead[0] && !mended[0] -> v = 0
        :: dead[1] && !mended[1] -> v = 1
        :: dead[N - 1] && !mended[N - 1] -> v = N - 1
        fi;
        atomic {
            if
            :: owner[PUTTERS] == v -> owner[PUTTERS] = FREE
            :: else
            fi
        };
        atomic {
            if
            :: owner[GETTERS] == v -> owner[GETTERS] = FREE
            :: else
            fi
        };
        hint[PUTTERS] = true;
        hint[GETTERS] = true;
        waits[v] = NOWHERE;
        asleep[v] = false;
        mended[v] = true;
        wakeEverybody()
    :: !over && gone(0) && (PRODUCERS < 2 || gone(1)) -> over = true; wakeEverybody()
    :: !over && gone(N - 1) && (CONSUMERS < 2 || gone(N - 2)) -> over = true; wakeEverybody()
    :: gone(0) && gone(1) && gone(N - 1) -> break
    od;
    /* What returned is in hand, unless a consumer died, or nobody was left to get it. */
    assert(received <= put);
    assert(put >= returned);
    assert(deadConsumers > 0 || received == put)
}

init {
    byte p;
    atomic {
        do
        :: p == N -> break
        :: p < PRODUCERS -> run Producer(p); p++
        :: p >= PRODUCERS && p < N -> run Consumer(p); p++
        od;
        run Death();
        run Parent()
    }
}
