package dev.krait.multiprocessing.internal.shared;

import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;

/** This process's side of a waiter cell: a thread's place to sleep. One thread at a time has it. */
final class Cell {
    static final long NO_DEADLINE = Long.MAX_VALUE;

    final int number;
    final int at;

    /** What the thread reads to sleep; null where there are no FIFOs. */
    final @Nullable RandomAccessFile bell;

    /** Whether the thread sleeps, or is about to. */
    volatile boolean listening;

    /** When it wants to be woken at the latest; written before {@link #listening}. */
    volatile long deadline = NO_DEADLINE;

    /** The sleeping thread if it is a virtual one, which sleeps by parking. */
    volatile @Nullable Thread parked;

    /** Whether nobody has used it since it was last asked who needs his. */
    volatile boolean rested;

    /** The number of the bell that it names, plus one; 0 while nobody is to ring. */
    long named;

    /** The object that it is for. */
    int object;

    /** The number of the wait. */
    long turn;

    Cell(int number, @Nullable RandomAccessFile bell) {
        this.number = number;
        this.at = Layout.cell(number);
        this.bell = bell;
    }
}
