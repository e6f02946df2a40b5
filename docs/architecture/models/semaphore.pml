/*
 * The semaphore between processes, step by step as SharedSemaphore does it: a word with the count and the record of the last
 * change by a holder, a table with an entry for each process, and the death of any holder between any two steps.
 *
 * Checked: no more permits are out than there are; and once all have ended or are mended, every permit is back and every
 * entry is empty. Nobody ever waits for anybody: who finds no permit goes away here, since sleeping and waking are in the
 * model of the lock. What is left out: numbers of changes that begin anew.
 *
 * check.sh beside this file checks it, and that the check finds a mistake that is put in.
 */
#ifndef HOLDERS
#define HOLDERS 2
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef DEATHS
#define DEATHS 2
#endif
#ifndef PERMITS
#define PERMITS 1
#endif

#define NOBODY 255
#define TAKE 0
#define GIVE 1
#define CLEAR 2

byte permits = PERMITS;      /* the word: the count, and what becomes of whose entry, and which change of it that is */
byte whose = NOBODY;
byte change;
byte turn;
byte held[HOLDERS];          /* the table: how many permits each has, and how often the entry was changed */
byte turns[HOLDERS];
bool dead[HOLDERS];
bool mended[HOLDERS];
bool finished[HOLDERS];
bool plainFinished;
byte out;                    /* permits that living processes are using */
bool using[HOLDERS];
byte deaths;

/* One look at the word. */
inline readWord() {
    atomic { wPermits = permits; wWhose = whose; wChange = change; wTurn = turn }
}

/* Carries out what a word says that was read, or written, before. */
inline finish() {
    if
    :: wWhose == NOBODY
    :: else ->
        atomic { eHeld = held[wWhose]; eTurns = turns[wWhose] };
        if
#ifdef NO_TURN
        :: true ->                               /* a mistake that the check must find */
#else
        :: eTurns + 1 == wTurn && whose == wWhose && change == wChange && turn == wTurn ->
#endif
            atomic {                             /* the entry, by compare-and-set */
                if
                :: held[wWhose] == eHeld && turns[wWhose] == eTurns ->
                    if
                    :: wChange == TAKE -> held[wWhose] = eHeld + 1
                    :: wChange == GIVE -> held[wWhose] = eHeld - 1
                    :: wChange == CLEAR -> held[wWhose] = 0
                    fi;
                    turns[wWhose] = eTurns + 1
                :: else
                fi
            }
        :: else
        fi
    fi;
    eHeld = 0; eTurns = 0
}

/* Changes the count and the entry of a process, both or none; done tells which. */
inline changeBoth(who, what, permitsAfter) {
    done = false;
    do
    :: readWord();
#ifndef NO_HELP
        finish();
#endif
        atomic { mHeld = held[who]; mTurns = turns[who] };
        if
        :: what == TAKE && wPermits == 0 -> break
        :: what == CLEAR && mHeld == 0 -> break
        :: else
        fi;
        atomic {                                 /* the word, by compare-and-set */
            if
            :: permits == wPermits && whose == wWhose && change == wChange && turn == wTurn ->
                permits = permitsAfter; whose = who; change = what; turn = mTurns + 1;
                wWhose = who; wChange = what; wTurn = mTurns + 1;
                done = true;
                if
                :: what == TAKE -> using[who] = true; out++; assert(out <= PERMITS)
                :: else
                fi
            :: else
            fi
        };
        if
        :: done -> finish(); break
        :: else
        fi
    od;
    atomic { wPermits = 0; wWhose = NOBODY; wChange = 0; wTurn = 0; mHeld = 0; mTurns = 0 }
}

proctype Holder(byte me) {
    byte wPermits, wChange, wTurn, eHeld, eTurns, mHeld, mTurns, round;
    byte wWhose = NOBODY;
    bool done;
    {
    do
    :: round == ROUNDS -> break
    :: round < ROUNDS ->
        round++;
        changeBoth(me, TAKE, wPermits - 1);
        if
        :: done ->
            atomic { using[me] = false; out-- };
            changeBoth(me, GIVE, wPermits + 1)
        :: else
        fi
    od;
    finished[me] = true
    } unless {
        dead[me]
    }
}

/* One that takes and gives back without a holder: the count alone, the record stays. */
proctype Plain() {
    byte wPermits, wWhose, wChange, wTurn;
    bool mine;
    do
    :: readWord();
        if
        :: wPermits == 0 -> break
        :: else
        fi;
        atomic {
            if
            :: permits == wPermits && whose == wWhose && change == wChange && turn == wTurn ->
                permits = wPermits - 1; mine = true; out++; assert(out <= PERMITS); break
            :: else
            fi
        }
    od;
    if
    :: mine ->
        out--;
        do
        :: readWord();
            atomic {
                if
                :: permits == wPermits && whose == wWhose && change == wChange && turn == wTurn ->
                    permits = wPermits + 1; break
                :: else
                fi
            }
        od
    :: else
    fi;
    plainFinished = true
}

proctype Death() {
    byte victim;
    do
    :: deaths == DEATHS -> break
    :: deaths < DEATHS ->
        select(victim : 0 .. HOLDERS - 1);
        atomic {
            if
            :: !dead[victim] && !finished[victim] ->
                dead[victim] = true;
                if
                :: using[victim] -> using[victim] = false; out--
                :: else
                fi
            :: else
            fi;
            deaths++
        }
    od
}

#define gone(p) (finished[p] || mended[p])

proctype Mender() {
    byte wPermits, wChange, wTurn, eHeld, eTurns, mHeld, mTurns, v;
    byte wWhose = NOBODY;
    bool done;
    do
    :: (dead[0] && !mended[0]) || (dead[HOLDERS - 1] && !mended[HOLDERS - 1]) ->
        if
        :: dead[0] && !mended[0] -> v = 0
        :: dead[HOLDERS - 1] && !mended[HOLDERS - 1] -> v = HOLDERS - 1
        fi;
        do
        :: changeBoth(v, CLEAR, wPermits + mHeld);
            if
            :: done
            :: else -> break
            fi
        od;
        mended[v] = true
    :: gone(0) && gone(HOLDERS - 1) && plainFinished -> break
    od;
    assert(permits == PERMITS);
    assert(held[0] == 0 && held[HOLDERS - 1] == 0)
}

init {
    byte p;
    atomic {
        do
        :: p == HOLDERS -> break
        :: p < HOLDERS -> run Holder(p); p++
        od;
#ifdef NO_PLAIN
        plainFinished = true;
#else
        run Plain();
#endif
        run Death();
        run Mender()
    }
}
