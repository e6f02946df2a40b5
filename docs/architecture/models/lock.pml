/*
 * The lock between processes, step by step as Mutex, Waiters and Processes do it: a word that names its owner, cells of
 * waiting threads, a hint, bells, and the death of any process between any two steps.
 *
 * Checked: no two living processes are inside at once; and no living process sleeps for ever, which spin reports as an
 * invalid end state. What is left out: spinning, timeouts, and the look that every sleeper takes after 200 ms. Without that
 * look the model is stricter than the program.
 *
 * check.sh beside this file checks it, and that the check finds a mistake that is put in.
 */
#ifndef N
#define N 3
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif

#if N > 3
#error "three processes show whatever four do"
#endif

#define FREE 255
#define DIED 254

byte word = FREE;        /* the owner, or FREE, or DIED: free since its owner died */
bool hint;
bool waits[N];           /* CELL_OBJECT names the lock */
bool asleep[N];          /* CELL_ASLEEP */
byte bell[N];            /* rings not heard yet */
bool dead[N];
bool mended[N];
bool finished[N];
bool inside[N];          /* who is in the critical section, or died there */
byte deaths;

inline acquireStep(me, got) {
    atomic {
        if
        :: word == FREE || word == DIED -> word = me; got = true
        :: else -> got = false
        fi
    }
}

/* Waiters.wakeOne, for whichever sleeper comes first: the order of tickets does not matter to what is proved. */
inline wakeOne(i, best, others, taken) {
    hint = false;
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
                :: waits[i] && asleep[i] && best == FREE -> best = i
                :: waits[i] && asleep[i] && best != FREE -> others = true
                :: else
                fi;
                i++
            }
        od;
        if
        :: best == FREE -> taken = true
        :: else ->
            if
            :: others -> hint = true
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
    od
}

proctype Process(byte me) {
    bool got, taken, others, woken;
    byte i, best, round;
    {
    do
    :: round == ROUNDS -> break
    :: round < ROUNDS ->
        round++;
        acquireStep(me, got);
        if
        :: got
        :: else ->
            waits[me] = true;
            do
            :: true ->
                asleep[me] = true;              /* announce: the cell first, then the hint */
                hint = true;
#ifdef NO_SECOND_LOOK
                got = false;                    /* a mistake that the check must find */
#else
                acquireStep(me, got);           /* and look once more */
#endif
                if
                :: got -> break
                :: else -> atomic { bell[me] > 0 -> bell[me] = 0 }
                fi
            od;
            waits[me] = false;
            asleep[me] = false
        fi;
        atomic {
            inside[me] = true;
            assert(N < 2 || me == 0 || !inside[0] || dead[0]);
            assert(N < 2 || me == 1 || !inside[1] || dead[1]);
            assert(N < 3 || me == 2 || !inside[2] || dead[2])
        };
        atomic { inside[me] = false; word = FREE };      /* release */
        if
        :: hint -> wakeOne(i, best, others, taken)
        :: else
        fi
    od;
    finished[me] = true
    } unless {
        dead[me]
    }
}

/* Death at any instant: the system drops the liveness lock, and nothing else happens. */
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
                deaths++
            :: else -> deaths++
            fi
        }
    od
}

/* Whoever finds a liveness lock free mends; it outlives the others here, as the parent does. */
proctype Mender() {
    byte v, i;
endWithoutDeaths:
    do
    :: (dead[0] && !mended[0]) || (dead[1] && !mended[1]) || (dead[N - 1] && !mended[N - 1]) ->
        if
        :: dead[0] && !mended[0] -> v = 0
        :: dead[1] && !mended[1] -> v = 1
        :: dead[N - 1] && !mended[N - 1] -> v = N - 1
        fi;
        atomic {                                 /* the word, by compare-and-set */
            if
            :: word == v -> word = DIED
            :: else
            fi
        };
        hint = true;
        waits[v] = false;                        /* the cells */
        asleep[v] = false;
        mended[v] = true;
        i = 0;                                   /* everybody looks */
        do
        :: i == N -> break
        :: i < N ->
            atomic {
                if
#ifdef ONLY_THE_ASLEEP
                :: asleep[i] -> asleep[i] = false; bell[i] = 1  /* a waker that died had one's word, and did not ring */
#else
                :: waits[i] -> asleep[i] = false; bell[i] = 1
#endif
                :: else
                fi;
                i++
            }
        od
    od
}

init {
    byte p;
    atomic {
        do
        :: p == N -> break
        :: p < N -> run Process(p); p++
        od;
        run Death();
        run Mender()
    }
}
