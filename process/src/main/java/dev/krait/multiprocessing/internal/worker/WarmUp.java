package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.FrameInput;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import java.io.IOException;

/**
 * Makes a process that waits for work ready for it: what is used for the first time costs milliseconds (the JDK's object
 * streams, lambdas, records), so it is used here. Nothing is left behind but loaded classes, and it ends at once when there
 * is something to do.
 */
final class WarmUp {
    private static final int ROUNDS = 50;

    private WarmUp() {}

    static void run(ByteReader program, ClassLoader loader, FrameInput input) throws IOException {
        if (program.remaining() == 0) {
            return;
        }
        byte[] bytes = program.getBytes(program.remaining());
        for (int round = 0; round < ROUNDS && !input.hasMore(); round++) {
            try {
                if (new ValueDecoder(new ByteReader(bytes), loader).decode() instanceof ProcessBody body) {
                    body.run();
                }
                ProcessProgram.rehearse();
            } catch (Exception | LinkageError e) {
                return; // The program's own class path may lack something; it will say so when it matters.
            }
        }
    }
}
