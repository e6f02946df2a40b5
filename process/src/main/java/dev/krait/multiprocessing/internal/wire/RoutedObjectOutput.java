package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object stream that notes the route of each class it describes, in the order in which they will be read. */
final class RoutedObjectOutput extends ObjectOutputStream {
    private final ClassRoutes routes;

    /** The variables of a shell that the stream has carried so far; null where there is no shell. */
    private final @Nullable Set<String> carried;

    /** Where the value is an exception that cannot travel as a whole. */
    private final @Nullable FailureParts failureParts;

    private int[] noted = new int[16];
    private int count;
    private boolean allHome = true;

    RoutedObjectOutput(
            OutputStream out, ClassRoutes routes, @Nullable Set<String> carried, @Nullable FailureParts failureParts)
            throws IOException {
        super(out);
        this.routes = routes;
        this.carried = carried;
        this.failureParts = failureParts;
        enableReplaceObject(carried != null || failureParts != null);
    }

    @Override
    protected Object replaceObject(Object object) {
        if (failureParts != null && object instanceof Throwable failure) {
            return failureParts.replace(failure);
        }
        return carried != null && object instanceof SerializedLambda lambda
                ? ShellLambda.of(lambda, carried, value -> encoded(value, carried))
                : object;
    }

    private byte @Nullable [] encoded(@Nullable Object value, Set<String> soFar) {
        var bytes = new ByteWriter(256);
        try {
            new ValueEncoder(bytes, routes, new HashSet<>(soFar)).encode(value);
            return bytes.toByteArray();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
        note(routes.route(type));
    }

    @Override
    protected void annotateProxyClass(Class<?> type) throws IOException {
        note(routes.route(type));
    }

    private void note(int route) {
        if (count == noted.length) {
            noted = java.util.Arrays.copyOf(noted, count * 2);
        }
        noted[count++] = route;
        allHome &= route == ClassRoutes.HOME;
    }

    /** Whether the names of all classes say enough. */
    boolean allHome() {
        return allHome;
    }

    void putRoutes(ByteWriter out) {
        out.putUnsigned(count);
        for (int i = 0; i < count; i++) {
            out.putUnsigned(noted[i]);
        }
    }
}
