package dev.krait.multiprocessing;

import dev.krait.function.Function0;
import dev.krait.multiprocessing.internal.wire.ByteReader;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.RehearsedLambdas;
import dev.krait.multiprocessing.internal.wire.ToWorker;
import dev.krait.multiprocessing.internal.wire.ValueDecoder;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import dev.krait.multiprocessing.internal.worker.ProcessBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;

/** What spares do while they wait: the way of a process to its target, with one that does nothing, and the program's classes
 * and lambdas. */
final class WarmUp implements ProcessBody {
    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");

    private final ChildMain sample;

    /** The encoded recipe of the same. */
    @SuppressWarnings("serial") // an array of bytes is what it says
    private final byte[] recipe;

    @SuppressWarnings("serial") // a list of the JDK
    private final List<String> classes;

    /** Those of their lambdas that were sent, encoded. */
    @SuppressWarnings("serial") // an array of bytes is what it says
    private final byte[] lambdas;

    private WarmUp(ChildMain sample, byte[] recipe, List<String> classes, byte[] lambdas) {
        this.sample = sample;
        this.recipe = recipe;
        this.classes = classes;
        this.lambdas = lambdas;
    }

    static ByteWriter encoded(List<String> classes, byte[] lambdas) {
        var program = new ByteWriter(1024);
        try {
            var recipe = new ByteWriter(1024);
            new ValueEncoder(recipe)
                    .encode(ChildMain.recipe(
                            Process.sampleDescription(), "MainProcess", StartMethod.SPAWN, new byte[32]));
            Process idle = Process.sample();
            idle.travelling(() -> new ValueEncoder(program)
                    .encode(new WarmUp(
                            new ChildMain(idle, "MainProcess", StartMethod.SPAWN, new byte[32]),
                            recipe.toByteArray(),
                            List.copyOf(classes),
                            lambdas)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the program for spare processes", e);
        }
        if (program.size() - lambdas.length > ToWorker.MAX_FRAME / 2) {
            throw new IllegalArgumentException(
                    "the names of " + classes.size() + " classes to be loaded ahead are too long"
                            + " together; name a class of your own whose static initialiser loads them");
        }
        return program;
    }

    @Override
    public void run() throws Exception {
        for (String name : classes) {
            try {
                Class.forName(name, true, ClassLoader.getSystemClassLoader());
            } catch (ClassNotFoundException | Error e) { // An initialiser may throw any.
                LOG.log(Level.DEBUG, "cannot load " + name + " ahead", e); // The target will say what it lacks.
            }
        }
        RehearsedLambdas.rehearse(lambdas);
        sample.rehearse();
        Object cook = new ValueDecoder(new ByteReader(recipe), ClassLoader.getSystemClassLoader()).decode();
        if (cook instanceof Function0<?> made && made.call() instanceof ChildMain main) {
            main.rehearse();
        }
    }

    @Override
    public String name() {
        return "warm-up";
    }
}
