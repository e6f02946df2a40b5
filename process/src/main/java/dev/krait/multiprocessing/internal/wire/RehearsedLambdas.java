package dev.krait.multiprocessing.internal.wire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lambdas that spares make once before they are needed: those that this process has sent of the classes which spares load
 * ahead. A JVM that makes one for the first time makes a class for it, which takes a young one more than a millisecond.
 */
public final class RehearsedLambdas {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int MOST = 16;

    /** So that the names of the classes fit into the same frame. */
    private static final int MOST_BYTES = ToWorker.MAX_FRAME / 4;

    private static volatile Set<String> homes = Set.of();

    /** The one that was sent last is the first. */
    @GuardedBy("SENT")
    private static final Deque<Sample> SENT = new ArrayDeque<>();

    /** A lambda with what it captures left open. */
    private record Sample(PlainLambda.Shape shape, int captured) {
        /** Not by {@code equals}: that of a record takes a young JVM a fifth of a millisecond. */
        boolean isLike(PlainLambda.Shape other, int itsCaptured) {
            return captured == itsCaptured && shape.isLike(other);
        }
    }

    private RehearsedLambdas() {}

    /** Says of which classes lambdas are rehearsed, by their names, which are not to change. */
    public static void of(Set<String> classes) {
        synchronized (SENT) {
            homes = classes;
            SENT.clear();
        }
    }

    /** A lambda is sent that captures so many values. */
    static void sent(PlainLambda.Shape shape, int captured) {
        Class<?> home = shape.home();
        if (homes.isEmpty() || home.getClassLoader() != ClassLoader.getSystemClassLoader()) {
            return;
        }
        synchronized (SENT) {
            if (homes.contains(home.getName())) {
                SENT.removeIf(sample -> sample.isLike(shape, captured));
                if (SENT.size() == MOST) {
                    SENT.removeLast();
                }
                SENT.addFirst(new Sample(shape, captured));
            }
        }
    }

    /** Those that were sent last, for {@link #rehearse}. */
    public static byte[] encoded() {
        var all = new ByteWriter(1024);
        List<Sample> newestFirst;
        synchronized (SENT) {
            newestFirst = List.copyOf(SENT);
        }
        for (Sample sample : newestFirst) {
            int before = all.size();
            var shape = new ByteWriter(256);
            sample.shape.put(shape);
            all.putString(sample.shape.home().getName());
            all.putUnsigned(shape.size());
            all.putBytes(shape.array(), 0, shape.size());
            all.putUnsigned(sample.captured);
            if (all.size() > MOST_BYTES) {
                all.truncate(before);
            }
        }
        return all.toByteArray();
    }

    /** Makes each of them once, with nothing in the place of what it captures; how many could be. None of them is called. */
    public static int rehearse(byte[] encoded) {
        int made = 0;
        var in = new ByteReader(encoded);
        while (in.remaining() > 0) {
            String home = in.getString();
            byte[] shape = in.getBytes((int) in.getUnsigned());
            int captured = (int) in.getUnsigned();
            try {
                Class<?> type = Class.forName(home, true, ClassLoader.getSystemClassLoader());
                make(PlainLambda.Shape.get(new ByteReader(shape), type), captured);
                made++;
            } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
                // Its task will say what is wrong.
                LOG.log(Level.DEBUG, "cannot make a lambda of " + home + " ahead", e);
            }
        }
        return made;
    }

    private static void make(PlainLambda.Shape shape, int captured) throws IOException, ClassNotFoundException {
        List<Class<?>> types = MethodType.fromMethodDescriptorString(
                        shape.implementationSignature(), shape.home().getClassLoader())
                .parameterList();
        int receivers = hasReceiver(shape.kind()) ? 1 : 0;
        var values = new @Nullable Object[captured];
        for (int i = receivers; i < captured; i++) {
            values[i] = zero(types.get(i - receivers));
        }
        shape.with(values);
    }

    private static boolean hasReceiver(int kind) {
        return kind != MethodHandleInfo.REF_invokeStatic && kind != MethodHandleInfo.REF_newInvokeSpecial;
    }

    /** What a field of a type holds before anything is written to it. */
    private static @Nullable Object zero(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
