package dev.krait.multiprocessing.internal.shared;

import dev.krait.multiprocessing.internal.wire.ByteWriter;
import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * A queue of encoded items in shared memory.
 *
 * <p>Each side has a lock and a word. Putting writes the item behind the last one, where nobody looks yet, and moves the put
 * word over it; getting copies the item and moves the get word. The moves are single steps, and say at once how many items
 * passed; so whoever dies before has done nothing, and whoever dies after has done it all but for waking others. Shutting
 * down is a bit in the words, so that no move can come after it.
 */
public final class SharedQueue {
    // The place of a queue, in lines of 64 bytes: what never changes, and for each side the hint of those who wait, the
    // lock, and the word with a note; then who waits for all to be done, and what is rarely touched.
    private static final int MAXSIZE = Layout.BODY;
    private static final int TRAITS = Layout.BODY + 8;
    private static final int PUTTERS = Layout.BODY + 64;
    private static final int PUT_LOCK = 64;
    private static final int PUT = PUTTERS + 128;
    private static final int PUT_NOTE = PUT + 8;
    private static final int GETTERS = PUT + 64;
    private static final int GET_LOCK = 64;
    private static final int GET = GETTERS + 128;
    private static final int GET_NOTE = GET + 8;
    private static final int JOINERS = GET + 64;
    private static final int FREE_CHUNKS = JOINERS + 64;
    private static final int CHUNK_NUMBERS = FREE_CHUNKS + 8;
    private static final int PRODUCED = FREE_CHUNKS + 16;
    static final int PRODUCERS = FREE_CHUNKS + 24;

    /** The most items that a queue can hold, and that can be unfinished. */
    private static final int MOST = Integer.MAX_VALUE;

    /** What came of a call. */
    public enum Outcome {
        /** It did what it should. */
        DONE,
        /** The queue is full, or empty. */
        NOT_NOW,
        /** The queue is shut down, or has come to its end. */
        OVER,
        /** Somebody else is just at it. */
        BUSY
    }

    private final Handle handle;
    private final Memory memory;
    private final Processes processes;
    private final Waiters waiters;
    private final int at;
    private final int maxsize;
    private final Traits traits;
    private final Mutex putLock;
    private final Mutex getLock;
    private final QueueItems items;
    private final @Nullable Ledger ledger;

    private SharedQueue(Handle handle) {
        Arena arena = handle.arena();
        this.handle = handle;
        this.memory = arena.memory();
        this.processes = arena.processes();
        this.waiters = arena.waiters();
        this.at = handle.at();
        this.maxsize = (int) memory.get(at + MAXSIZE);
        this.traits = Traits.of(memory.get(at + TRAITS));
        this.putLock = new Mutex(handle, at + PUTTERS, PUT_LOCK);
        this.getLock = new Mutex(handle, at + GETTERS, GET_LOCK);
        this.items = new QueueItems(
                arena,
                at,
                handle.generation(),
                traits.requeues(),
                chunks(arena),
                chunks(arena),
                new FileNote(memory, at + PUT_NOTE),
                new FileNote(memory, at + GET_NOTE));
        this.ledger = traits.joinable()
                ? Ledger.open(arena.queueFiles().path(at, handle.generation(), Ledger.NAME), traits.requeues())
                : null;
    }

    private Chunks chunks(Arena arena) {
        return new Chunks(arena, at, handle.generation(), at + FREE_CHUNKS, at + CHUNK_NUMBERS);
    }

    /**
     * What a queue is made to be.
     *
     * @param type a number by which its class is known
     * @param joinable whether it counts what is unfinished
     * @param requeues whether items that a dead process took and did not finish go back
     * @param ends whether it is over once all who put have ended
     */
    public record Traits(int type, boolean joinable, boolean requeues, boolean ends) {
        private long word() {
            return type | (joinable ? 1L << 8 : 0) | (requeues ? 1L << 9 : 0) | (ends ? 1L << 10 : 0);
        }

        private static Traits of(long word) {
            return new Traits(
                    (int) (word & 0xff), (word & 1L << 8) != 0, (word & 1L << 9) != 0, (word & 1L << 10) != 0);
        }
    }

    /**
     * Makes an empty one.
     *
     * @throws IllegalStateException if the shared memory is full
     * @throws java.io.UncheckedIOException if there is no room for it
     */
    public static SharedQueue create(int maxsize, Traits traits) {
        return Handle.create(Kind.QUEUE, at -> {
                    Arena arena = Arena.current();
                    Memory memory = arena.memory();
                    int generation = Objects.generationAt(memory, at);
                    memory.set(at + MAXSIZE, maxsize);
                    memory.set(at + TRAITS, traits.word());
                    if (traits.joinable()) {
                        Ledger.create(arena.queueFiles().path(at, generation, Ledger.NAME));
                    }
                    int first = new Chunks(arena, at, generation, at + FREE_CHUNKS, at + CHUNK_NUMBERS).take(0, 0);
                    memory.set(at + PUT, QueueWord.of(first, Chunks.FIRST, 0));
                    memory.set(at + GET, QueueWord.of(first, Chunks.FIRST, 0));
                })
                .into(SharedQueue::new);
    }

    /** One that was made before. */
    public static SharedQueue of(Handle handle) {
        return new SharedQueue(handle);
    }

    /** The object. */
    public Handle handle() {
        return handle;
    }

    /** What it was made to be. */
    public Traits traits() {
        return traits;
    }

    /** The limit that it was made with; zero or less means none. */
    public int maxsize() {
        return maxsize;
    }

    /** How many items it holds. */
    public int size() {
        long got;
        long put;
        do {
            got = memory.get(at + GET);
            FaultPoint.reach("size-looked");
            put = memory.get(at + PUT);
        } while (memory.get(at + GET) != got); // So the two belong together.
        int size = QueueWord.isOver(got) ? 0 : QueueWord.between(put, got);
        return ledger != null && ledger.mayHaveAgain() && !QueueWord.isOver(got) ? size + items.countAgain() : size;
    }

    /** Whether it holds as many as it may. */
    public boolean isFull() {
        return isFull(memory.get(at + PUT));
    }

    private boolean isFull(long put) {
        if (maxsize <= 0 && QueueWord.count(put) != MOST) {
            return false; // Without a limit of its own, only what the count cannot tell is full; that is rarely near.
        }
        FaultPoint.reach("full-looked");
        // Others may have put and got since; then more was got than is known here to have been put, which looks like
        // many.
        long got = memory.get(at + GET);
        return !QueueWord.isOver(got) && QueueWord.between(put, got) == (maxsize > 0 ? maxsize : MOST);
    }

    private boolean isEmpty(long put, long got) {
        return QueueWord.count(put) == QueueWord.count(got) && !(ledger != null && ledger.mayHaveAgain());
    }

    /** Whether it was shut down. */
    public boolean isShutdown() {
        return QueueWord.isOver(memory.get(at + PUT));
    }

    /** Whether it is over: by shutdown, or since all who put have ended. */
    private boolean isOver(long put) {
        if (QueueWord.isOver(put)) {
            return true;
        }
        // Whatever they put came before they ended; and what others have may come back.
        return nobodyProduces()
                && memory.get(at + PUT) == put
                && !(comesBack() && ledger().mayComeBackTo(processes.slot()));
    }

    /** Whether it ends with those who put, and all of them have ended. */
    private boolean nobodyProduces() {
        long begun = memory.get(at + PRODUCED);
        if (!traits.ends() || begun == 0) {
            return false;
        }
        for (int word = 0; word < Layout.PROCESS_COUNT / Long.SIZE; word++) {
            if (memory.get(at + PRODUCERS + word * Long.BYTES) != 0) {
                return false;
            }
            FaultPoint.reach("producers-looked");
        }
        // Else one may have begun where it was looked already, and then another ended where it was not yet.
        return memory.get(at + PRODUCED) == begun;
    }

    private boolean endsOrGoesOnWithDeath() {
        return traits.ends() || traits.requeues();
    }

    /** Whether the end has to wait for items that others have taken. */
    private boolean comesBack() {
        return traits.requeues() && traits.ends();
    }

    /** How many threads of all processes wait at it. */
    public int waiting() {
        Turns turns = waiters.turns();
        return turns.count(at + PUTTERS) + turns.count(at + GETTERS) + turns.count(at + JOINERS);
    }

    // Putting.

    /**
     * Puts an item.
     *
     * @param block whether to wait, up to the deadline if there is one
     * @throws java.io.UncheckedIOException if there is no room for it; nothing has changed then
     */
    public Outcome put(ByteWriter item, boolean block, @Nullable Deadline deadline) throws InterruptedException {
        if (block && Thread.interrupted()) {
            throw new InterruptedException();
        }
        long put = memory.get(at + PUT);
        if (QueueWord.isOver(put)) {
            return Outcome.OVER;
        }
        if (!block && isFull(put)) {
            return Outcome.NOT_NOW;
        }
        QueueItems.Spilled spilled = items.spillIfLarge(item);
        Outcome outcome = Outcome.BUSY;
        try {
            outcome = tryPut(item, spilled);
            if (outcome == Outcome.BUSY || (outcome == Outcome.NOT_NOW && block)) {
                boolean receiving = block && getLock.isMine(); // Nobody could make room then.
                var putting = new Putting(item, spilled, block && !receiving);
                waitFor(at + PUTTERS, putting, deadline);
                outcome = putting.outcome;
                if (receiving && outcome == Outcome.NOT_NOW) {
                    throw usedByTarget();
                }
            }
        } finally {
            if (spilled != null && outcome != Outcome.DONE) {
                spilled.remove();
            }
        }
        if (outcome == Outcome.DONE) {
            FaultPoint.reach("put-not-woken");
            wakeGetter();
        }
        return outcome;
    }

    private Outcome tryPut(ByteWriter item, QueueItems.@Nullable Spilled spilled) {
        if (isFull(memory.get(at + PUT))) {
            return isShutdown() ? Outcome.OVER : Outcome.NOT_NOW;
        }
        if (!acquire(putLock)) {
            return Outcome.BUSY;
        }
        boolean full = true;
        try {
            long put = memory.get(at + PUT);
            if (QueueWord.isOver(put)) {
                return Outcome.OVER;
            }
            if (isFull(put)) {
                return Outcome.NOT_NOW;
            }
            long next = items.write(put, item, spilled);
            if (spilled != null) {
                items.notePut(spilled, QueueWord.count(next));
            }
            FaultPoint.reach("put-written");
            if (!memory.compareAndSet(at + PUT, put, next)) {
                items.unwrite(put, next);
                return Outcome.OVER; // Nothing else moves the word of this side.
            }
            if (spilled != null) {
                FaultPoint.reach("put-not-renamed");
                items.isIn(spilled);
            }
            full = maxsize > 0 && isFull(next);
            return Outcome.DONE;
        } finally {
            putLock.unlock();
            if (!full && memory.get(at + PUTTERS + Layout.HINT) != 0) {
                waiters.wakeOne(at + PUTTERS);
            }
        }
    }

    private final class Putting extends Passing {
        private final ByteWriter item;
        private final QueueItems.@Nullable Spilled spilled;

        Putting(ByteWriter item, QueueItems.@Nullable Spilled spilled, boolean block) {
            super(block);
            this.item = item;
            this.spilled = spilled;
        }

        @Override
        Outcome tryIt() {
            return tryPut(item, spilled);
        }

        @Override
        public boolean leavesMore() {
            return outcome != Outcome.DONE || !isFull();
        }
    }

    // Getting.

    /** What is done with an item while the queue is held; false if it is to stay there, with all behind it. */
    public interface Taker {
        /** Receives an item; it is used again for the next one. */
        boolean take(Parcel parcel);
    }

    /** Gets an item into a parcel, waiting for one, up to the deadline if there is one, if told to. */
    public Outcome get(Parcel parcel, boolean block, @Nullable Deadline deadline) throws InterruptedException {
        if (block && Thread.interrupted()) {
            throw new InterruptedException();
        }
        Outcome outcome = tryGet(parcel, null);
        if (outcome == Outcome.BUSY || (outcome == Outcome.NOT_NOW && block)) {
            var getting = new Getting(parcel, null, block);
            waitFor(at + GETTERS, getting, deadline);
            outcome = getting.outcome;
        }
        // Who comes again and again without waiting also finds out by itself that a producer or consumer died.
        if (outcome == Outcome.NOT_NOW && !block && endsOrGoesOnWithDeath() && processes.sweepNowAndThen()) {
            outcome = get(parcel, false, null);
        }
        return outcome;
    }

    /** Gets items as long as there are any and the taker takes them, without waiting. */
    public Outcome drain(Parcel parcel, Taker taker) {
        Outcome outcome = tryGet(parcel, taker);
        if (outcome == Outcome.BUSY) {
            var getting = new Getting(parcel, taker, false);
            try {
                waitFor(at + GETTERS, getting, null);
            } catch (InterruptedException e) {
                throw new AssertionError("waited without paying heed to interrupts", e);
            }
            outcome = getting.outcome;
        }
        return outcome;
    }

    private Outcome tryGet(Parcel parcel, @Nullable Taker taker) {
        // In this order: what was put by now, and not got before, is there.
        long got = memory.get(at + GET);
        if (QueueWord.isOver(got)) {
            return Outcome.OVER;
        }
        FaultPoint.reach("get-looked");
        long put = memory.get(at + PUT);
        if (isEmpty(put, got)) {
            if (!isOver(put) || !isEmpty(put, got)) {
                return Outcome.NOT_NOW;
            }
            // What comes back may go from one process to another just while they are looked at; not for who has the
            // lock.
            if (QueueWord.isOver(put) || !comesBack()) {
                return Outcome.OVER;
            }
        }
        if (!acquire(getLock)) {
            return Outcome.BUSY;
        }
        try {
            return taker == null ? takeNext(parcel) : takeAll(parcel, taker);
        } finally {
            getLock.unlock();
            FaultPoint.reach("got-not-woken");
            if (maxsize > 0 && memory.get(at + PUTTERS + Layout.HINT) != 0) {
                wakePutters();
            }
            if (memory.get(at + GETTERS + Layout.HINT) != 0 && mayGet()) {
                waiters.wakeOne(at + GETTERS);
            }
        }
    }

    private Outcome takeNext(Parcel parcel) {
        long got = memory.get(at + GET);
        if (QueueWord.isOver(got)) {
            return Outcome.OVER;
        }
        File again = ledger == null ? null : items.firstAgain(ledger);
        if (again != null) {
            items.show(again, parcel);
            items.takeAgain(ledger(), processes.slot(), QueueWord.count(got), again, parcel);
            return Outcome.DONE;
        }
        long put = memory.get(at + PUT);
        if (QueueWord.count(put) == QueueWord.count(got)) {
            return isOver(put) && isEmpty(put, got) ? Outcome.OVER : Outcome.NOT_NOW;
        }
        long next = items.read(got, parcel);
        return moveTo(got, next, parcel) ? Outcome.DONE : Outcome.OVER;
    }

    private Outcome takeAll(Parcel parcel, Taker taker) {
        Outcome outcome = Outcome.NOT_NOW;
        for (boolean more = true; more; ) {
            long got = memory.get(at + GET);
            if (QueueWord.isOver(got)) {
                return outcome;
            }
            File again = ledger == null ? null : items.firstAgain(ledger);
            if (again == null && QueueWord.count(memory.get(at + PUT)) == QueueWord.count(got)) {
                return outcome;
            }
            long next = again == null ? items.read(got, parcel) : got;
            if (again != null) {
                items.show(again, parcel);
            }
            more = taker.take(parcel);
            if (more) {
                if (again != null) {
                    items.takeAgain(ledger(), processes.slot(), QueueWord.count(got), again, parcel);
                } else if (!moveTo(got, next, parcel)) {
                    return outcome;
                } else {
                    parcel.discard();
                }
                outcome = Outcome.DONE;
            }
        }
        return outcome;
    }

    /** Moves the word of this side; false if the queue was emptied by a shutdown just now. */
    private boolean moveTo(long got, long next, Parcel parcel) {
        FaultPoint.reach("get-read");
        int slot = processes.slot();
        items.note(ledger, slot, QueueWord.count(next), parcel);
        FaultPoint.reach("get-noted");
        if (!memory.compareAndSet(at + GET, got, next)) {
            return false;
        }
        FaultPoint.reach("get-moved");
        items.taken(ledger, slot, parcel);
        items.leave(got, next);
        return true;
    }

    private boolean mayGet() {
        long put = memory.get(at + PUT);
        return !isEmpty(put, memory.get(at + GET)) || isOver(put);
    }

    private void wakeGetter() {
        if (memory.get(at + GETTERS + Layout.HINT) != 0) {
            waiters.wakeOne(at + GETTERS);
        }
    }

    /** As many as there may be room for; each that is woken wakes the next one if there is more. */
    private void wakePutters() {
        if (!isFull()) {
            waiters.wakeOne(at + PUTTERS);
        }
    }

    private final class Getting extends Passing {
        private final Parcel parcel;
        private final @Nullable Taker taker;

        Getting(Parcel parcel, @Nullable Taker taker, boolean block) {
            super(block);
            this.parcel = parcel;
            this.taker = taker;
        }

        @Override
        Outcome tryIt() {
            return tryGet(parcel, taker);
        }

        @Override
        public boolean leavesMore() {
            return mayGet();
        }
    }

    // Both sides.

    /** A put or get that waits: for the lock, and if it blocks for a place or an item, too. */
    private abstract static class Passing implements Waiters.Attempt {
        private boolean block;
        Outcome outcome = Outcome.BUSY;

        Passing(boolean block) {
            this.block = block;
        }

        abstract Outcome tryIt();

        @Override
        public boolean succeeds() {
            outcome = tryIt();
            return outcome == Outcome.DONE || outcome == Outcome.OVER || (outcome == Outcome.NOT_NOW && !block);
        }
    }

    private static IllegalStateException usedByTarget() {
        return new IllegalStateException(
                "a queue is used by the very code that receives its items in drainTo; take the items out first");
    }

    /** Takes a lock; that an owner died with it is no news, since every step leaves the queue whole. */
    private static boolean acquire(Mutex lock) {
        if (!lock.tryAcquire()) {
            if (lock.isMine()) {
                throw usedByTarget();
            }
            return false;
        }
        if (lock.ownerDied()) {
            lock.markConsistent();
        }
        return true;
    }

    /** How long a call that does not wait for items or places, or no longer, waits for another process that is just at the queue. */
    private static final long GRACE = 1_000_000_000L;

    /** How often a thread lets others run before it sleeps, and how often it looks between. */
    private static final int YIELDS = 20;

    private static final int LOOKS = 30;

    /**
     * Lets the other side go on for a moment: if that shares a processor with this thread, it gets many items through
     * instead of one for each time that this thread goes to sleep and is woken.
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but the number of items a second
    private boolean succeedsSoon(Waiters.Attempt attempt, @Nullable Deadline deadline) {
        for (int turn = 0; turn < YIELDS; turn++) {
            for (int spin = 0; spin < LOOKS; spin++) {
                if (attempt.succeeds()) {
                    return true;
                }
                Thread.onSpinWait();
            }
            if (deadline != null && deadline.isOver()) {
                return false;
            }
            Thread.yield();
        }
        return false;
    }

    private void waitFor(int key, Passing attempt, @Nullable Deadline deadline) throws InterruptedException {
        if (succeedsSoon(attempt, deadline)) {
            return;
        }
        Deadline grace = Deadline.after(GRACE);
        if (attempt.block) {
            if (!waiters.await(key, attempt, deadline) && attempt.outcome == Outcome.BUSY) {
                // However short the time was: that somebody is just at the queue does not say that it is full or empty.
                attempt.block = false;
                waiters.awaitAnyway(key, attempt, grace);
            }
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    waiters.awaitAnyway(key, attempt, grace);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // Shutting down.

    /** Lets no more items in, and on request forgets those that it holds. Does not wait for anybody. */
    public void shutdown(boolean immediate) {
        setOver(PUT);
        FaultPoint.reach("shut-half");
        if (immediate) {
            setOver(GET);
            waiters.wakeAll(at + JOINERS);
        }
        waiters.wakeAll(at + PUTTERS);
        waiters.wakeAll(at + GETTERS);
    }

    private void setOver(int word) {
        long seen = memory.get(at + word);
        while (!QueueWord.isOver(seen) && !memory.compareAndSet(at + word, seen, QueueWord.over(seen))) {
            seen = memory.get(at + word);
        }
    }

    // Producers.

    /** This process will put items: a queue that ends with its producers does not end before this process does. */
    public void beginProducing() {
        int slot = processes.slot();
        memory.setBits(at + PRODUCERS + slot / Long.SIZE * Long.BYTES, 1L << slot % Long.SIZE);
        memory.getAndAdd(at + PRODUCED, 1);
    }

    /** This process will put no more. */
    public void endProducing() {
        clearProducer(memory, at, processes.slot());
        waiters.wakeAll(at + GETTERS);
    }

    private static void clearProducer(Memory memory, int at, int slot) {
        memory.clearBits(at + PRODUCERS + slot / Long.SIZE * Long.BYTES, 1L << slot % Long.SIZE);
    }

    // Unfinished items.

    private Ledger ledger() {
        if (ledger == null) {
            throw new IllegalStateException("this queue does not count unfinished items");
        }
        return ledger;
    }

    /** How many items were put and are not done. */
    public int unfinished() {
        int finished = ledger().finished();
        long got = memory.get(at + GET);
        if (!QueueWord.isOver(got)) {
            return unfinished(memory.get(at + PUT), finished);
        }
        // What was thrown away counts as done; also what was taken back from a dead process, since nobody gets it any
        // more.
        return Math.max(0, unfinished(got, finished) - (ledger().mayHaveAgain() ? items.countAgain() : 0));
    }

    /** More than there was may have been told done, as nobody asks whether it was got. */
    private static int unfinished(long passed, int finished) {
        int open = QueueWord.between(passed, finished);
        return open > MOST / 2 ? 0 : open;
    }

    /** One item is done; false if all were. */
    public boolean taskDone() {
        Ledger book = ledger();
        if (book.mayBeEarly() && unfinished() == 0) {
            return false;
        }
        int slot = processes.slot();
        // Its file goes first: what is counted short after a death is then what has no file any more.
        boolean removed = traits.requeues() && book.open(slot) > 0 && items.removeMine();
        FaultPoint.reach("done-removed");
        int finished = slot;
        long process = processes.name(slot);
        while (!book.finishOpen(finished)) {
            finished = book.otherWithOpen(slot);
            if (finished < 0) {
                if (unfinished() == 0) {
                    return false;
                }
                book.finishUntaken(slot);
                break;
            }
            process = processes.name(finished);
        }
        FaultPoint.reach("done-not-told");
        if (finished >= 0 && !(removed && finished == slot)) {
            items.removeFirstOf(process);
        }
        if (memory.get(at + JOINERS + Layout.HINT) != 0 && unfinished() == 0) {
            waiters.wakeAll(at + JOINERS);
        }
        if (comesBack() && memory.get(at + GETTERS + Layout.HINT) != 0 && nobodyProduces()) {
            waiters.wakeAll(at + GETTERS);
        }
        return true;
    }

    /** Waits until all items are done or lost, up to a deadline. */
    public boolean join(@Nullable Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return unfinished() == 0 || waiters.await(at + JOINERS, () -> unfinished() == 0, deadline);
    }

    /** How many items were lost so far with processes that had taken them. */
    public int lost() {
        return ledger().lost();
    }

    // Mending.

    /** After a death: nothing is half done but what the notes say. */
    static void mend(Arena arena, int at, int dead) {
        Memory memory = arena.memory();
        Traits traits = Traits.of(memory.get(at + TRAITS));
        int generation = Objects.generationAt(memory, at);
        long put = memory.get(at + PUT);
        long got = memory.get(at + GET);
        if (Objects.isUser(memory, at, dead)) {
            QueueItems.mendFiles(
                    arena.queueFiles(),
                    at,
                    generation,
                    new QueueItems.Side(new FileNote(memory, at + PUT_NOTE), QueueWord.count(put)),
                    new QueueItems.Side(new FileNote(memory, at + GET_NOTE), QueueWord.count(got)),
                    arena.processes().name(dead));
        }
        if (traits.joinable()) {
            Ledger ledger = Ledger.openIfThere(arena.queueFiles().path(at, generation, Ledger.NAME), traits.requeues());
            if (ledger == null) {
                return; // The queue has just gone.
            }
            if (traits.requeues()) {
                QueueItems.mend(
                        arena.queueFiles(),
                        at,
                        generation,
                        ledger,
                        dead,
                        arena.processes().name(dead),
                        QueueWord.count(got));
            } else {
                ledger.carryOutFor(dead, QueueWord.count(got));
                int finished = ledger.finished();
                ledger.lose(dead, unfinished(QueueWord.isOver(got) ? got : memory.get(at + PUT), finished));
            }
        }
        clearProducer(memory, at, dead);
        Mutex.mend(memory, at + PUTTERS + PUT_LOCK, dead);
        Mutex.mend(memory, at + GETTERS + GET_LOCK, dead);
        for (int key : new int[] {PUTTERS, GETTERS, JOINERS}) {
            memory.set(at + key + Layout.HINT, 1);
        }
    }
}
