package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Faults that befall workers: a file that is named after a step of the protocol and after what is to happen there, laid
 * into a folder, is taken by the first worker that comes to the step.
 */
record Faults(String folder) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String FOLDER = "dev.krait.faults.folder";

    /** What can happen. */
    enum Kind {
        /** The process is killed. */
        KILL,
        /** It ends by itself, without its exit hooks. */
        HALT,
        /** It is stopped. */
        STALL,
        /** Something else writes to its pipe. */
        GARBLE,
        /** The file of which the step is about loses its end. */
        TRUNCATE
    }

    /** Has this process heed the faults from now on; an initializer does that. */
    void arm() {
        FaultPoint.on(this::reached);
    }

    /** Lays out a fault. */
    void lay(String step, Kind kind) throws IOException {
        Files.createFile(Path.of(folder, step + "." + kind));
    }

    /** Whether nobody has come to a fault yet. */
    boolean isLaid(String step, Kind kind) {
        return Files.exists(Path.of(folder, step + "." + kind));
    }

    /** Takes back what nobody came to; returns whether it was still there. */
    boolean clear(String step, Kind kind) throws IOException {
        return Files.deleteIfExists(Path.of(folder, step + "." + kind));
    }

    /** The process that was stopped. */
    Path stalled() {
        return Path.of(folder, "stalled");
    }

    /** Options by which a worker heeds the faults from its first step on, before it runs anything of a test. */
    String[] options() {
        return new String[] {"-Ddev.krait.faults=" + AtStart.class.getName(), "-D" + FOLDER + "=" + folder};
    }

    /** Made in a worker that was launched with these options. */
    public static final class AtStart implements Consumer<String> {
        private final Faults faults = new Faults(System.getProperty(FOLDER));

        @Override
        public void accept(String point) {
            faults.reached(point);
        }
    }

    private void reached(String point) {
        String step = point.indexOf(' ') < 0 ? point : point.substring(0, point.indexOf(' '));
        for (Kind kind : Kind.values()) {
            try {
                if (Files.deleteIfExists(Path.of(folder, step + "." + kind))) {
                    befall(kind, point);
                }
            } catch (Exception e) {
                throw new IllegalStateException("the fault " + kind + " at " + step + " did not come about", e);
            }
        }
    }

    private void befall(Kind kind, String point) throws Exception {
        long self = ProcessHandle.current().pid();
        switch (kind) {
            case KILL -> {
                Signals.send("KILL", self);
                Thread.sleep(60_000); // The signal comes meanwhile.
            }
            case HALT -> Runtime.getRuntime().halt(3);
            case STALL -> {
                Path written = Path.of(folder, "stalled.new");
                Files.writeString(written, Long.toString(self));
                Files.move(written, stalled());
                Signals.send("STOP", self);
            }
            case GARBLE -> Files.write(Path.of("/dev/fd/4"), new byte[] {'?'});
            case TRUNCATE -> {
                try (var file = new RandomAccessFile(point.substring(point.indexOf(' ') + 1), "rw")) {
                    file.setLength(file.length() / 2);
                }
            }
        }
    }
}
