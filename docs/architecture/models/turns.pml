/*
 * The cells of waiting threads, step by step as Turns, Cells and Repair do it: a cell goes from wait to wait, of other
 * threads and for other objects, while signals are given by those who read a cell a while ago. A waiter may leave at any
 * instant, as by a timeout, or die, and whoever mends gives its cell to the next.
 *
 * Checked: nobody is signalled for an object that he does not wait for, and who gives a signal up, because nobody seemed to
 * wait, has not overlooked anybody who waited all the time. What is left out: sleep, of which the word has the number
 * of the wait in the same way, and the objects themselves.
 *
 * check.sh beside this file checks it, and that the check finds mistakes that are put in.
 */
#ifndef WAITERS
#define WAITERS 2
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef SIGNALS
#define SIGNALS 2
#endif
#ifndef DEATHS
#define DEATHS 1
#endif

#define CELLS WAITERS
#define NOBODY 255

#define OVER 0
#define WAITING 1
#define SIGNALLED 2
#define LEFT 3

/* A word has the number of the wait above, and what became of it below. */
#define WORD(number, state) ((number) * 4 + (state))
#define STATE(word) ((word) % 4)

byte owner[CELLS] = NOBODY;
byte object[CELLS];      /* 0 is none */
byte turn[CELLS];
byte tickets;

bool dead[WAITERS];
bool mended[WAITERS];
byte deaths;

/* What is so, known to nobody: for what each waits, since which wait of his, and on what a signal has been given to him. */
byte waitsFor[WAITERS];
byte waits[WAITERS];
byte givenFor[WAITERS];

#ifdef NO_NUMBER
#define NEXT 0            /* a mistake that the check must find */
#else
#define NEXT tickets
#endif

proctype Waiter(byte me) {
    byte cell, round, mine, number;
    {
    do
    :: round == ROUNDS -> break
    :: round < ROUNDS ->
        round++;
        /* Cells.takeNumber */
        cell = 0;
        do
        :: atomic { cell < CELLS && owner[cell] == NOBODY -> owner[cell] = me; break }
        :: atomic { cell < CELLS && owner[cell] != NOBODY -> cell = (cell + 1) % CELLS }
        od;
        if
        :: mine = 1
        :: mine = 2
        fi;
        /* Turns.begin */
        atomic { tickets++; number = NEXT };
#ifdef TURN_FIRST
        atomic {                                 /* a mistake that the check must find */
            turn[cell] = WORD(number, WAITING); givenFor[me] = 0; waits[me]++; waitsFor[me] = mine
        };
        object[cell] = mine;
#else
        object[cell] = mine;
        atomic {
            turn[cell] = WORD(number, WAITING); givenFor[me] = 0; waits[me]++; waitsFor[me] = mine
        };
#endif
        /* waits, until it is signalled or leaves */
        if
        :: STATE(turn[cell]) != WAITING -> skip
        :: atomic {
            if
            :: turn[cell] == WORD(number, WAITING) -> turn[cell] = WORD(number, LEFT); waitsFor[me] = 0
            :: else -> skip
            fi
           }
        fi;
        assert(givenFor[me] == 0 || givenFor[me] == mine);
        /* Turns.end */
        atomic { turn[cell] = WORD(number, OVER); waitsFor[me] = 0 };
        object[cell] = 0;
        owner[cell] = NOBODY
    od
    } unless {
        dead[me]
    }
}

/* SharedCondition.signalOne, or a step of letThrough and sendAway; also by one who is late. */
proctype Signaller(byte what) {
    byte i, word, best, chosen, given, w;
    byte sawWait[WAITERS];
    bool over;
    do
    :: given == SIGNALS -> break
    :: given < SIGNALS ->
        given++;
        over = false;
        do
        :: over -> break
        :: else ->
            /* Turns.longest */
            atomic {
                w = 0;
                do
                :: w == WAITERS -> break
                :: w < WAITERS ->
                    sawWait[w] = (waitsFor[w] == what && !dead[w] -> waits[w] : 0);
                    w++
                od;
                w = 0
            };
            i = 0; best = NOBODY; chosen = 0;
            do
            :: i == CELLS -> break
            :: i < CELLS ->
#ifdef OBJECT_FIRST
                if                               /* a mistake that the check must find */
                :: object[i] == what ->
                    word = turn[i];
                    if
                    :: STATE(word) == WAITING && (best == NOBODY || word < chosen) -> best = i; chosen = word
                    :: else
                    fi
                :: else
                fi;
#else
                word = turn[i];
                if
                :: STATE(word) == WAITING ->
                    if
                    :: object[i] == what && (best == NOBODY || word < chosen) -> best = i; chosen = word
                    :: else
                    fi
                :: else
                fi;
#endif
                word = 0;
                i++
            od;
            if
            :: best == NOBODY ->
                over = true;
                atomic {
                    w = 0;
                    do
                    :: w == WAITERS -> break
                    :: w < WAITERS ->
                        assert(sawWait[w] == 0 || dead[w] || waitsFor[w] != what || waits[w] != sawWait[w]);
                        w++
                    od;
                    w = 0
                }
            :: else ->
                /* Turns.change */
                atomic {
                    if
                    :: turn[best] == chosen ->
                        turn[best] = chosen - WAITING + SIGNALLED;
                        over = true;
                        w = owner[best];
                        if
                        :: w != NOBODY ->
                            givenFor[w] = what;
                            assert(dead[w] || waitsFor[w] == what);
                            waitsFor[w] = 0
                        :: else -> assert(false)
                        fi;
                        w = 0
                    :: else
                    fi
                }
            fi
        od
    od
}

proctype Death() {
    byte victim;
    do
    :: deaths == DEATHS -> break
    :: deaths < DEATHS ->
        select(victim : 0 .. WAITERS - 1);
        atomic { dead[victim] = true; deaths++ }
    od
}

/* SharedCondition.mend, as far as it is about the dead one's own cell, and Repair.mendCells. */
proctype Mender() {
    byte v, i, word;
endWithoutDeaths:
    do
    :: (dead[0] && !mended[0]) || (dead[WAITERS - 1] && !mended[WAITERS - 1]) ->
        if
        :: dead[0] && !mended[0] -> v = 0
        :: dead[WAITERS - 1] && !mended[WAITERS - 1] -> v = WAITERS - 1
        fi;
        i = 0;
        do
        :: i == CELLS -> break
        :: i < CELLS ->
            if
            :: owner[i] == v ->
                word = turn[i];
                atomic {
                    if
                    :: STATE(word) == WAITING && turn[i] == word -> turn[i] = word - WAITING + LEFT
                    :: else
                    fi
                };
                word = 0;
                object[i] = 0;
                turn[i] = 0;
                owner[i] = NOBODY
            :: else
            fi;
            i++
        od;
        atomic { mended[v] = true; v = 0; i = 0 }
    od
}

init {
    byte p;
    atomic {
        do
        :: p == WAITERS -> break
        :: p < WAITERS -> run Waiter(p); p++
        od;
        run Signaller(1);
        run Death();
        run Mender()
    }
}
