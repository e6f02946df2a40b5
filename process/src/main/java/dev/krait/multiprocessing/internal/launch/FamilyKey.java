package dev.krait.multiprocessing.internal.launch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The random key that all processes of one program share and nobody else has.
 *
 * <p>It lies in the private folder of the run of the process that came first, made by whichever process needs it first.
 * Every process knows the place by a property of its command line; the key itself is on no command line and in no
 * environment.
 */
public final class FamilyKey {
    /** The property that tells a worker where its family's key lies. */
    static final String PLACE = "dev.krait.family";

    private static final int LENGTH = 32;
    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static byte @Nullable [] key;

    private FamilyKey() {}

    /**
     * The key.
     *
     * @return a copy
     * @throws UncheckedIOException if it can neither be read nor made
     */
    public static byte[] get() {
        synchronized (LOCK) {
            if (key == null) {
                Path folder = Path.of(place());
                try {
                    key = readOrMake(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(
                            "the key of this program's processes cannot be read or made in " + folder + " ("
                                    + e.getMessage() + "); if that is full, " + RunFolder.MAKE_ROOM,
                            e);
                }
            }
            return key.clone();
        }
    }

    /** The folder where the key lies, to be told to children. */
    static String place() {
        String given = System.getProperty(PLACE);
        return given == null ? RunFolder.get().path().toString() : given;
    }

    /** Made aside and linked to its name, so that it is seen whole, and the first of several wins. */
    private static byte[] readOrMake(Path folder) throws IOException {
        Path file = folder.resolve("authkey");
        if (!Files.exists(file)) {
            var random = new byte[LENGTH];
            new SecureRandom().nextBytes(random);
            Path made = Files.createTempFile(folder, "authkey-", ".new"); // for nobody but this user
            try {
                try (var out = new FileOutputStream(made.toFile())) {
                    out.write(random);
                }
                Files.createLink(file, made);
            } catch (FileAlreadyExistsException e) {
                return read(file.toFile());
            } finally {
                Files.delete(made);
            }
        }
        return read(file.toFile());
    }

    /** By a stream that no interrupt closes. */
    private static byte[] read(File file) throws IOException {
        try (var in = new FileInputStream(file)) {
            byte[] read = in.readNBytes(LENGTH);
            if (read.length != LENGTH) {
                throw new IOException(file + " holds no key");
            }
            return read;
        }
    }
}
