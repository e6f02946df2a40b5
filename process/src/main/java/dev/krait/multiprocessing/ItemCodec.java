package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.shared.Deadline;
import dev.krait.multiprocessing.internal.shared.Parcel;
import dev.krait.multiprocessing.internal.shared.SharedQueue;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.Passage;
import dev.krait.multiprocessing.internal.wire.Segment;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Encodes the items of a queue in the thread that puts them, and decodes them in the thread that gets them. */
final class ItemCodec {
    private static final int KEPT = 64 * 1024;

    private final SharedQueue shared;
    private final AtomicReference<@Nullable Packer> sparePacker = new AtomicReference<>();
    private final AtomicReference<@Nullable Unpacker> spareUnpacker = new AtomicReference<>();

    ItemCodec(SharedQueue shared) {
        this.shared = shared;
    }

    private static final class Packer {
        final ByteWriter bytes = new ByteWriter(256).withBlocksWithin();
        final ValueEncoder encoder = new ValueEncoder(bytes, LoaderNumbers.byName());
    }

    /** What one thread at a time needs to get items. */
    static final class Unpacker {
        final Parcel parcel = new Parcel();
        private final ByteReader reader = new ByteReader(parcel.bytes());
        private final ValueDecoder decoder = new ValueDecoder(reader, LoaderNumbers.byName());

        /**
         * The item in the parcel.
         *
         * @throws IllegalStateException if it cannot be rebuilt here
         */
        @Nullable
        Object unpack() {
            File file = parcel.file();
            try {
                if (file == null) {
                    reader.reset(parcel.bytes(), 0, parcel.length());
                    return decoder.decode();
                }
                try (var segment = new Segment.Reading(file)) {
                    byte[] message = segment.next(parcel.length());
                    reader.reset(message, 0, message.length);
                    reader.withBlocks(segment);
                    return decoder.decode();
                } finally {
                    reader.reset(parcel.bytes(), 0, 0);
                }
            } catch (IOException | ClassNotFoundException | RuntimeException | StackOverflowError | LinkageError e) {
                throw new IllegalStateException(
                        "an item of a queue cannot be rebuilt here: " + e
                                + "; it is out of the queue. A class that only the process has that put the item must be on the"
                                + " class path of both",
                        e);
            }
        }
    }

    SharedQueue.Outcome put(@Nullable Object item, boolean block, @Nullable Deadline deadline)
            throws InterruptedException {
        Packer kept = sparePacker.getAndSet(null);
        Packer packer = kept == null ? new Packer() : kept;
        try {
            if (movesNothing(item)) {
                encode(packer, item);
                return shared.put(packer.bytes, block, deadline);
            }
            try (Passage passage = Passage.begin()) {
                encode(packer, item);
                SharedQueue.Outcome outcome = shared.put(packer.bytes, block, deadline);
                if (outcome == SharedQueue.Outcome.DONE) {
                    depart(passage);
                }
                return outcome;
            }
        } finally {
            packer.bytes.takeBlocks();
            packer.bytes.shrink(KEPT);
            sparePacker.set(packer);
        }
    }

    /** Whether an item surely has no part that leaves this process when the item does. */
    private static boolean movesNothing(@Nullable Object item) {
        return item == null || item instanceof Number || item instanceof String || item instanceof byte[];
    }

    private static void encode(Packer packer, @Nullable Object item) {
        try {
            packer.encoder.encode(item);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void depart(Passage passage) {
        try {
            passage.depart();
        } catch (IOException e) {
            throw new UncheckedIOException("a part of an item could not leave this process: " + e.getMessage(), e);
        }
    }

    /** Something to get items with; to be given back. */
    Unpacker unpacker() {
        Unpacker kept = spareUnpacker.getAndSet(null);
        return kept == null ? new Unpacker() : kept;
    }

    void giveBack(Unpacker unpacker) {
        spareUnpacker.set(unpacker);
    }
}
