package dev.krait.multiprocessing.internal.shared;

/**
 * What a side of a queue is about to move over: which process does so, at what count the side's word will then stand, and the
 * file of the item. Written by who has the lock of the side; so if the word stands there, and the process is dead, it is
 * known that the file goes with it. What an earlier move left there does no harm, since no two files have the same name.
 */
final class FileNote {
    private static final int OWNER = 0;
    private static final int COUNT = 8;
    private static final int MAKER = 16;
    private static final int NUMBER = 24;
    private static final int LENGTH = 32;

    private final Memory memory;
    private final int at;

    FileNote(Memory memory, int at) {
        this.memory = memory;
        this.at = at;
    }

    void write(long owner, int count, long maker, long number, int length) {
        memory.setRelease(at + COUNT, count);
        memory.setRelease(at + MAKER, maker);
        memory.setRelease(at + NUMBER, number);
        memory.setRelease(at + LENGTH, length);
        memory.setRelease(at + OWNER, owner);
    }

    /** Whether a process wrote it, and the word was moved then. */
    boolean isOf(long owner, int count) {
        return memory.get(at + OWNER) == owner && memory.get(at + COUNT) == count;
    }

    /** What the file has at the end of its name. */
    String item() {
        return QueueItems.name(memory.get(at + MAKER), memory.get(at + NUMBER), (int) memory.get(at + LENGTH));
    }
}
