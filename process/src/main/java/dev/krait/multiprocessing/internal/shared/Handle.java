package dev.krait.multiprocessing.internal.shared;

import java.lang.ref.Cleaner;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A process's hold on an object in shared memory, which stays at least until the handle is garbage. Who waits for an object
 * has a reference to its handle, so that the place cannot be given to another one meanwhile, even if nobody else in the
 * process reaches what the program calls the object.
 */
public final class Handle {
    private final Arena arena;
    private final Kind kind;
    private final int at;
    private final int generation;
    private final Cleaner.Cleanable end;

    private Handle(Arena arena, Kind kind, int at, int generation) {
        this.arena = arena;
        this.kind = kind;
        this.at = at;
        this.generation = generation;
        this.end = arena.objects().dropWith(this, at);
    }

    /**
     * Makes an object.
     *
     * @throws IllegalStateException if the shared memory is full
     * @throws java.io.UncheckedIOException if there is no room for shared memory at all
     */
    static Handle create(Kind kind, IntConsumer setUp) {
        Arena arena = Arena.current();
        Objects.Place place = arena.objects().allocate(kind, setUp);
        return new Handle(arena, kind, place.at(), place.generation());
    }

    /**
     * Takes hold of an object that some process of this run made.
     *
     * @throws IllegalStateException if it is an object of another run, or is gone
     */
    static Handle attach(Reference reference) {
        Arena arena = Arena.current();
        String what = "a shared " + reference.kind().name().toLowerCase(Locale.ROOT);
        if (!arena.folder().toString().equals(reference.run())) {
            throw new IllegalStateException(what + " of the run in " + reference.run()
                    + " arrived in a process of the run in " + arena.folder()
                    + "; only the process that made a shared object, and those that it started, can use it");
        }
        if (!arena.objects().attach(reference.kind(), reference.at(), reference.generation())) {
            throw new IllegalStateException(what
                    + " arrived after every process had dropped it; keep a reference to it where it was made for as long"
                    + " as it may be on its way");
        }
        return new Handle(arena, reference.kind(), reference.at(), reference.generation());
    }

    /** Makes what is to have this handle, or gives the object up at once. */
    <T> T into(Function<Handle, T> maker) {
        boolean made = false;
        try {
            T object = maker.apply(this);
            made = true;
            return object;
        } finally {
            if (!made) {
                drop();
            }
        }
    }

    /** Gives the object up now, which nobody may use by this handle any more. */
    void drop() {
        end.clean();
    }

    /** What another process needs to take hold of the same object. */
    public Reference reference() {
        arena.objects().travels(at);
        return new Reference(kind, arena.folder().toString(), at, generation);
    }

    /** Where an object is, in words that travel. */
    public record Reference(Kind kind, String run, int at, int generation) {}

    Arena arena() {
        return arena;
    }

    int at() {
        return at;
    }

    int generation() {
        return generation;
    }

    /** How many threads of all processes wait for it now, for reports. */
    public int waiting() {
        return arena.waiters().turns().count(at);
    }

    /** Two handles to the same object are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Handle that && that.at == at && that.generation == generation;
    }

    @Override
    public int hashCode() {
        return 31 * at + generation;
    }
}
