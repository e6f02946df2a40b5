package dev.krait.multiprocessing.internal.wire;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** An object stream that notes the route of each class it describes, in the order in which they will be read. */
final class RoutedObjectOutput extends ObjectOutputStream {
    private final ClassRoutes routes;
    private int[] noted = new int[16];
    private int count;
    private boolean allHome = true;

    RoutedObjectOutput(OutputStream out, ClassRoutes routes) throws IOException {
        super(out);
        this.routes = routes;
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
